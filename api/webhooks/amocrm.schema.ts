import qs from 'qs';
import * as z from 'zod';

/** amoCRM's words in webhooks: urlencoded, everything a string, fields of its old v2 API (facts/amocrm.md §8.4, §15). */

/** `qs` stops at depth 5, 20 items and 1,000 parameters by default; one body may hold many leads with many fields. Its size is limited already. */
const LIMITS = { depth: 20, arrayLimit: 1_000, parameterLimit: Number.POSITIVE_INFINITY } as const;

/** Undefined when this is no urlencoded form at all. */
export function decodeForm(body: string): Record<string, unknown> | undefined {
  const text = body.trim();
  if (!/^[^={}<>\s]+=/.test(text)) return undefined;
  return qs.parse(text, LIMITS);
}

const id = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
/** 0, empty or absent = nobody we could name. */
const userId = id.optional().catch(undefined);

/** The elements under a key like `leads[update]`: a list, or a map when the numbers have gaps. The vendor's own sample has one level more. */
const items = z.preprocess(flattened, z.array(z.record(z.string(), z.unknown())));

function flattened(value: unknown): unknown[] {
  if (value === undefined) return [];
  const elements: unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  return elements.flatMap((element) => (isNested(element) ? Object.values(element) : [element]));
}

const isNested = (element: unknown): element is object =>
  Array.isArray(element) ||
  (typeof element === 'object' &&
    element !== null &&
    Object.keys(element).length > 0 &&
    Object.keys(element).every((key) => /^\d+$/.test(key)));

export const amocrmForm = z.looseObject({
  account: z.looseObject({ id: z.string().optional() }).optional(),
  leads: z.looseObject({ add: items, update: items, status: items, responsible: items, restore: items, delete: items }).optional(),
  contacts: z.looseObject({ update: items }).optional(),
  task: z.looseObject({ update: items }).optional(),
  unsorted: z.looseObject({ add: items }).optional(),
});
export type AmocrmForm = z.infer<typeof amocrmForm>;

export const changedLead = z.object({ id, modified_user_id: userId });
export const changedContact = z.object({ id, type: z.literal('contact'), modified_user_id: userId });
/** 1 contact, 2 lead; done = `status` 1 or `action_close` 1. */
export const changedTask = z.object({
  id,
  element_id: id,
  element_type: z.enum(['1', '2']),
  status: z.string().optional(),
  action_close: z.string().optional(),
  modified_user_id: userId,
});
export const newUnsorted = z.object({ lead_id: id });
