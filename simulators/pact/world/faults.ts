import { z } from 'zod';

/** One scripted fault of the API, in the shape that all simulators share. */
const faultSchema = z
  .strictObject({
    method: z
      .string()
      .regex(/^[A-Za-z]+$/, 'must be an HTTP method')
      .transform((name) => name.toUpperCase())
      .optional(),
    path: z.string().startsWith('/', 'must start with /').optional(),
    kind: z.enum(['status', 'html', 'lost', 'slow', 'reset']),
    status: z.int().min(400).max(599).optional(),
    times: z.int().min(1).optional(),
    every: z.int().min(1).optional(),
    delay_ms: z.int().min(0).max(600_000).optional(),
    retry_after_seconds: z.int().min(1).max(86_400).optional(),
  })
  .superRefine(({ kind, status, delay_ms: delayMs, retry_after_seconds: retryAfter }, context) => {
    const refuse = (name: string, message: string): void => context.addIssue({ code: 'custom', path: [name], message });
    const answers = kind === 'status' || kind === 'html';
    if (kind === 'status' && status === undefined) refuse('status', 'is required for the kind «status»');
    if (!answers && status !== undefined) refuse('status', `means nothing for the kind «${kind}»`);
    if (kind === 'slow' && delayMs === undefined) refuse('delay_ms', 'is required for the kind «slow»');
    if (answers && delayMs !== undefined) refuse('delay_ms', `means nothing for the kind «${kind}»`);
    if (kind === 'reset' && delayMs !== undefined) refuse('delay_ms', 'means nothing for the kind «reset»');
    if (retryAfter !== undefined && (kind !== 'status' || status !== 429))
      refuse('retry_after_seconds', 'goes with the kind «status» and the status 429');
  });

const webhookFaultsSchema = z.strictObject({
  drop: z.int().min(1).optional(),
  repeat: z.int().min(2).max(10).optional(),
  reorder: z.boolean().optional(),
});

export const faultScriptSchema = z
  .strictObject({ faults: z.array(faultSchema).optional(), webhooks: webhookFaultsSchema.optional() })
  .refine(({ faults, webhooks }) => faults !== undefined || webhooks !== undefined, { error: 'faults or webhooks is required' });

export type Fault = z.output<typeof faultSchema>;

export interface FaultScript {
  /** In order: the first that fires is the one that happens, and those behind it do not see the request. */
  faults: { fault: Fault; matched: number; fired: number }[];
  webhooks: z.output<typeof webhookFaultsSchema>;
  /** Events that each webhook was owed since the script began; every Nth is dropped. */
  webhookEvents: Record<number, number>;
  webhooksFired: { dropped: number; repeated: number; reordered: number };
}

export function scriptOf({ faults = [], webhooks = {} }: z.output<typeof faultScriptSchema>): FaultScript {
  return {
    faults: faults.map((fault) => ({ fault, matched: 0, fired: 0 })),
    webhooks,
    webhookEvents: {},
    webhooksFired: { dropped: 0, repeated: 0, reordered: 0 },
  };
}

export const noFaults = (): FaultScript => scriptOf({});

/** The fault that this request meets, counted. */
export function faultFor({ faults }: FaultScript, method: string, path: string): Fault | undefined {
  for (const entry of faults) {
    const { fault, fired } = entry;
    if (fired >= (fault.times ?? Infinity) || !matches(fault, method, path)) continue;
    entry.matched += 1;
    if (entry.matched % (fault.every ?? 1) !== 0) continue;
    entry.fired += 1;
    return fault;
  }
  return undefined;
}

/** `*` at the end stands for anything; a slash at the end of the request does not count. */
function matches({ method, path }: Fault, actualMethod: string, actualPath: string): boolean {
  if (method !== undefined && method !== actualMethod) return false;
  if (path === undefined) return true;
  if (path.endsWith('*')) return actualPath.startsWith(path.slice(0, -1));
  return withoutSlash(path) === withoutSlash(actualPath);
}

const withoutSlash = (path: string): string => path.replace(/\/+$/u, '');

/** What GET /_sim/faults shows. */
export function faultsView({ faults, webhooks, webhooksFired }: FaultScript): Record<string, unknown> {
  return {
    faults: faults.map(({ fault, matched, fired }) => ({ ...fault, matched, fired })),
    webhooks: { ...webhooks, fired: webhooksFired },
  };
}
