import { z } from 'zod';
import { FAULT_KINDS, type Fault } from '../world/fault-script.ts';
import type { State } from '../world/state.ts';

const COPIES_MAX = 20;
const count = z.int().positive().optional();

const FaultBody = z
  .strictObject({
    method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']).optional(),
    path: z
      .string()
      .regex(/^\/[^*?]*\*?$/, 'A path starts with / and may end in *; it has no query.')
      .refine((path) => !path.startsWith('/_sim'), 'The controls have no faults.')
      .optional(),
    kind: z.enum(FAULT_KINDS),
    status: z.int().min(400).max(599).optional(),
    times: count,
    every: count,
    delay_ms: z.int().nonnegative().optional(),
    retry_after_seconds: z.int().nonnegative().optional(),
  })
  .superRefine(({ kind, status, delay_ms, retry_after_seconds }, check) => {
    const refuse = (path: string, message: string): void => check.addIssue({ code: 'custom', path: [path], message });
    const isAnswer = kind === 'status' || kind === 'html';
    if (kind === 'status' && status === undefined) refuse('status', 'A fault of kind «status» needs its status.');
    if (kind === 'slow' && delay_ms === undefined) refuse('delay_ms', 'A fault of kind «slow» needs its delay_ms.');
    if (!isAnswer && status !== undefined) refuse('status', `A fault of kind «${kind}» has no status.`);
    if (!isAnswer && retry_after_seconds !== undefined) refuse('retry_after_seconds', `A fault of kind «${kind}» has no headers.`);
  });

export const FaultsBody = z.strictObject({
  faults: z.array(FaultBody).optional(),
  webhooks: z.strictObject({ drop: count, repeat: z.int().min(1).max(COPIES_MAX).optional(), reorder: z.boolean().optional() }).optional(),
});

/** Replaces the whole script; nothing given is no faults at all. Webhooks that are on their way already go as they would have. */
export function setFaults(state: State, { faults = [], webhooks }: z.infer<typeof FaultsBody>): Record<string, unknown> {
  state.script = {
    faults: faults.map((fault): Fault => ({ ...fault, seen: 0, fired: 0 })),
    webhooks: webhooks === undefined ? null : { ...webhooks, seen: 0, dropped: 0, repeated: 0, reordered: 0 },
  };
  return showFaults(state);
}

export function showFaults({ script }: State): Record<string, unknown> {
  return { ...script };
}
