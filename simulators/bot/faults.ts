import { z } from 'zod';

/** One scripted fault, in the shape that all simulators share. */
const FaultSchema = z
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
    if ((answers || kind === 'reset') && delayMs !== undefined) refuse('delay_ms', `means nothing for the kind «${kind}»`);
    if (retryAfter !== undefined && kind !== 'status') refuse('retry_after_seconds', 'goes with the kind «status»');
  });

export const FaultScriptSchema = z.strictObject({ faults: z.array(FaultSchema) });
export type Fault = z.output<typeof FaultSchema>;

interface Scripted {
  fault: Fault;
  matched: number;
  fired: number;
}

/** The script of POST /_sim/faults. In memory, as the scripted answers are. */
export class Faults {
  private script: Scripted[] = [];

  replace(faults: readonly Fault[]): void {
    this.script = faults.map((fault) => ({ fault, matched: 0, fired: 0 }));
  }

  clear(): void {
    this.script = [];
  }

  shown(): readonly object[] {
    return this.script.map(({ fault, matched, fired }) => ({ ...fault, matched, fired }));
  }

  /** The fault that this request meets, counted. The first that fires happens; those behind it do not see the request. */
  next(method: string, path: string): Fault | undefined {
    for (const entry of this.script) {
      const { fault, fired } = entry;
      if (fired >= (fault.times ?? Infinity) || !matches(fault, method, path)) continue;
      entry.matched += 1;
      if (entry.matched % (fault.every ?? 1) !== 0) continue;
      entry.fired += 1;
      return fault;
    }
    return undefined;
  }
}

/** `*` at the end stands for anything; a slash at the end does not count. */
function matches({ method, path }: Fault, actualMethod: string, actualPath: string): boolean {
  if (method !== undefined && method !== actualMethod) return false;
  if (path === undefined) return true;
  if (path.endsWith('*')) return actualPath.startsWith(path.slice(0, -1));
  return withoutSlash(path) === withoutSlash(actualPath);
}

const withoutSlash = (path: string): string => path.replace(/\/+$/u, '');
