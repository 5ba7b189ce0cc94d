import type { Fact, JournalEntry } from '../domain/journal/facts.ts';

/** Which run told it, and in which of its workflow tasks: the more history a task has read, the later it is. */
export interface RunOfEntry {
  runId: string;
  /** The first run of the chain: it tells two lives of one contact's dialog apart. */
  chainId: string;
  contactKey: string;
  historyLength: number;
}

/** One fact as it lies in the table: numbered within its run, which is its key. No personal data. */
export interface JournalRow {
  run_id: string;
  seq: number;
  chain_id: string;
  contact_key: string;
  history_length: number;
  at_ms: number;
  episode: number;
  state: string;
  kind: Fact['kind'];
  spec: string;
  reason: string | null;
  manager_id: number | null;
  lead_id: number | null;
  /** What else the fact has: codes and numbers. */
  detail: Readonly<Record<string, string | number | boolean>>;
}

export function rowsOf(
  { seq, atMs, state, episode, facts }: JournalEntry,
  { runId, chainId, contactKey, historyLength }: RunOfEntry,
): JournalRow[] {
  return facts.map((fact, index) => {
    const { kind, spec, reason, managerId, leadId, ...detail } = { reason: null, managerId: null, leadId: null, ...fact };
    return {
      run_id: runId,
      seq: seq + index,
      chain_id: chainId,
      contact_key: contactKey,
      history_length: historyLength,
      at_ms: atMs,
      episode,
      state,
      kind,
      spec,
      reason,
      manager_id: managerId,
      lead_id: leadId,
      detail,
    };
  });
}

/**
 * A workflow task may be decided twice (it timed out, another worker decided anew), and only the later one counts: what an earlier task has
 * told under the same number or a higher one never happened. The table's own rule (write.ts), for rows that wait together.
 */
export function latestOnly(rows: readonly JournalRow[]): JournalRow[] {
  const kept = new Map<string, JournalRow[]>();
  for (const row of [...rows].sort(byTask)) {
    const before = kept.get(row.run_id) ?? [];
    kept.set(row.run_id, [...before.filter((known) => known.seq < row.seq || (byTask(known, row) === 0 && known.seq !== row.seq)), row]);
  }
  return [...kept.values()].flat();
}

const byTask = (one: JournalRow, other: JournalRow): number => one.history_length - other.history_length || one.at_ms - other.at_ms;
