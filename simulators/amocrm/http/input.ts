import type { z } from 'zod';
import { ApiRefusal, queryRefusal, validationRefusal, type ElementProblems, type Problem } from './errors.ts';

/** More elements than this are refused (§2.2). */
const BATCH_MAX = 250;

/** Says what is wrong with the element under check. */
export type Refuse = (code: Problem['code'], path: string, detail?: string) => void;

export interface Element<T> {
  request_id: string;
  body: T;
}

const DETAILS: Record<Problem['code'], string> = {
  NotSupportedChoice: 'The value you selected is not a valid choice.',
  FieldNotExpected: 'This field was not expected.',
  FieldMissing: 'This field is missing.',
  InvalidType: 'This value has a wrong type.',
  NotBlank: 'This value should not be blank.',
  InvalidValue: 'This value is not valid.',
  TooMany: 'This collection contains too many elements.',
};

/** A batch: a JSON array. One bad element refuses the whole of it, before anything is written (§1.7). */
export function readBatch<T>(body: unknown, schema: z.ZodType<T>, check: (item: T, refuse: Refuse) => void): Element<T>[] {
  if (!Array.isArray(body)) throw new ApiRefusal(400, 'The request body must be a JSON array');
  if (body.length === 0) throw new ApiRefusal(400, 'The request body must not be an empty array');
  if (body.length > BATCH_MAX) throw new ApiRefusal(400, `At most ${BATCH_MAX} elements can be sent in one request`);
  const read = body.map((raw: unknown, place) => readElement(raw, place, schema, check));
  const refused = read.flatMap((element) => ('errors' in element ? [element] : []));
  if (refused.length > 0) throw validationRefusal(refused);
  return read.flatMap((element) => ('errors' in element ? [] : [element]));
}

/** A single PATCH: one JSON object. */
export function readObject<T>(body: unknown, schema: z.ZodType<T>, check: (item: T, refuse: Refuse) => void): Element<T> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new ApiRefusal(400, 'The request body must be a JSON object');
  const read = readElement(body, 0, schema, check);
  if ('errors' in read) throw validationRefusal([read]);
  return read;
}

/** A number in the path; anything else is a route that does not exist. */
export function pathId(params: Record<string, string>, name = 'id'): number {
  const text = params[name] ?? '';
  if (!/^\d+$/.test(text)) throw new ApiRefusal(404, `There is no such route: «${text}» is not an id`);
  return Number(text);
}

export function requiredId(value: number | undefined): number {
  if (value === undefined) throw queryRefusal('id');
  return value;
}

function readElement<T>(
  raw: unknown,
  place: number,
  schema: z.ZodType<T>,
  check: (item: T, refuse: Refuse) => void,
): Element<T> | ElementProblems {
  const request_id = requestIdOf(raw) ?? String(place);
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return { request_id, errors: parsed.error.issues.flatMap((issue) => problemsOf(issue, raw)) };
  const errors: Problem[] = [];
  check(parsed.data, (code, path, detail = DETAILS[code]) => errors.push({ code, path, detail }));
  return errors.length > 0 ? { request_id, errors } : { request_id, body: parsed.data };
}

function requestIdOf(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null || !('request_id' in raw)) return undefined;
  const { request_id } = raw;
  return typeof request_id === 'string' || typeof request_id === 'number' ? String(request_id) : undefined;
}

function problemsOf(issue: z.core.$ZodIssue, raw: unknown): Problem[] {
  const problem = (code: Problem['code'], ...more: PropertyKey[]): Problem => ({
    code,
    path: [...issue.path, ...more].map(String).join('.'),
    detail: DETAILS[code],
  });
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => problem('FieldNotExpected', key));
  if (valueAt(raw, issue.path) === undefined) return [problem('FieldMissing')];
  if (issue.code === 'too_small' && issue.origin === 'string') return [problem('NotBlank')];
  return [problem(issue.code === 'invalid_value' ? 'NotSupportedChoice' : 'InvalidType')];
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    raw,
  );
}
