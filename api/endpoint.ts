import type { RequestHandler } from 'express';
import type { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import type { Role } from './operators/operators.ts';
import { Problem, type ProblemCode, PROBLEMS } from './problem.ts';
import { problemBody } from './problem.schema.ts';

/**
 * Who may call: anybody; who has logged in with that role or a higher one, or knows API_TOKEN; who knows the secret in the address; who
 * holds an address that we signed; whom amoCRM names in a one-time token of its card's widget; who looks on with the pass they got for one.
 * The last four are checked by the endpoint itself.
 */
export type Access = 'open' | Role | 'secretInPath' | 'signedAddress' | 'widgetToken' | 'widgetPass';

/** One address of the API with everything that is known about it: the app mounts it, the OpenAPI document describes it. */
export interface Endpoint {
  method: 'get' | 'post' | 'delete';
  /** As express writes it: `/dialogs/:key`. */
  path: string;
  access: Access;
  operation: ZodOpenApiOperationObject;
  handlers: readonly RequestHandler<never>[];
}

/** Parses at the edge; what does not fit is refused whole, naming each place (SPEC: nothing of the value, it may be personal). */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, code: 'MALFORMED_BODY' | 'MALFORMED_QUERY' = 'MALFORMED_BODY'): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap(issuesOf);
  throw new Problem(code, `It does not fit at ${issues.map(({ path }) => path || '(the whole)').join(', ')}.`, { extras: { issues } });
}

export interface PlaceIssue {
  path: string;
  message: string;
}

/** One issue per offending path; the keys nobody expected are named one by one. */
export function issuesOf(issue: z.core.$ZodIssue): PlaceIssue[] {
  const at = (...more: PropertyKey[]): string => [...issue.path, ...more].map(String).join('.');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: at(key), message: 'is not known here' }));
  return [{ path: at(), message: issue.message }];
}

/** The problem answers of an operation, one entry per status. */
export function problems(...codes: readonly ProblemCode[]): ZodOpenApiResponsesObject {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const here = codes.filter((code) => PROBLEMS[code].status === status);
      const description = here.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; ');
      return [String(status), { description, content: { 'application/problem+json': { schema: problemBody } } }];
    }),
  );
}

/** A 200 answer in JSON. */
export const ok = (description: string, schema: z.ZodType): ZodOpenApiResponsesObject => ({
  '200': { description, content: { 'application/json': { schema } } },
});
