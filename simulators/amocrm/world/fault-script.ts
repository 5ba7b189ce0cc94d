export const FAULT_KINDS = ['status', 'html', 'lost', 'slow', 'reset'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Trouble for requests, as it was asked for, and what became of it so far. */
export interface Fault {
  method?: string | undefined;
  /** Exact, or a prefix that ends in `*`; absent = every path. */
  path?: string | undefined;
  kind: FaultKind;
  status?: number | undefined;
  times?: number | undefined;
  every?: number | undefined;
  delay_ms?: number | undefined;
  retry_after_seconds?: number | undefined;
  seen: number;
  fired: number;
}

/** Trouble for webhooks. */
export interface WebhookFaults {
  /** Every so manieth delivery is not made. */
  drop?: number | undefined;
  /** Each is sent so many times. */
  repeat?: number | undefined;
  /** Each pair for one receiver changes places. */
  reorder?: boolean | undefined;
  seen: number;
  dropped: number;
  repeated: number;
  reordered: number;
}

export interface FaultScript {
  faults: Fault[];
  webhooks: WebhookFaults | null;
}

/**
 * The fault this request meets, counted as fired. Faults are tried in their order; the first that fires ends the search,
 * so those behind it have not seen the request.
 */
export function nextFault({ faults }: FaultScript, method: string, path: string): Fault | undefined {
  for (const fault of faults) {
    if (!isAbout(fault, method, path)) continue;
    fault.seen += 1;
    if (fault.seen % (fault.every ?? 1) !== 0 || fault.fired >= (fault.times ?? Infinity)) continue;
    fault.fired += 1;
    return fault;
  }
  return undefined;
}

function isAbout({ method, path }: Fault, askedMethod: string, askedPath: string): boolean {
  if (method !== undefined && method !== askedMethod) return false;
  if (path === undefined) return true;
  return path.endsWith('*') ? askedPath.startsWith(path.slice(0, -1)) : askedPath === path;
}
