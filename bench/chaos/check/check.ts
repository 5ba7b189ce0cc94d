import { doubled } from './doubled.ts';
import type { Evidence, Finding } from './evidence.ts';
import { lost } from './lost.ts';
import { owed } from './owed.ts';
import { followed, restored } from './restored.ts';
import { spokenAfterTakes } from './takes.ts';

export type { Finding } from './evidence.ts';

export interface Verdict {
  findings: readonly Finding[];
  counts: Readonly<Record<string, number>>;
}

/** What the outside world saw, held against what was promised (SPEC D-50, D-90, D-91, D-93, D-94). It shares no code with the product. */
export function check(evidence: Evidence): Verdict {
  const findings: Finding[] = [];
  const counts: Record<string, number> = {};
  const count = (name: string, by: number): void => {
    counts[name] = (counts[name] ?? 0) + by;
  };
  for (const guest of evidence.guests) {
    const { phone } = guest.asked;
    const found = (kind: Finding['kind'], whats: readonly string[]): void => {
      findings.push(...whats.map((what) => ({ phone, kind, what })));
    };
    const takes = spokenAfterTakes(guest, evidence);
    found('lost', lost(guest));
    found('doubled', doubled(guest));
    found('after a take', takes.findings);
    found('owed', owed(guest));
    const missed = restored(guest, evidence);
    found('not restored', [...missed.findings, ...followed(guest, evidence)]);
    count('guests', 1);
    count('messages of guests', guest.asked.written.length);
    count('messages that Pact accepted', guest.sends.length);
    count('… whose answer was lost', guest.sends.filter(({ answered }) => !answered).length);
    count('takes', takes.takes);
    count('messages on their way at a take', takes.onTheirWayMs.length);
    counts['… the last accepted after, ms'] = Math.max(counts['… the last accepted after, ms'] ?? 0, ...takes.onTheirWayMs);
    count('messages of unknown fate, shown to people', guest.dialog?.unknown.length ?? 0);
    count('tasks', guest.crm.tasks.length);
    count('notes of ours', guest.crm.notes.length);
    count('stage moves', guest.crm.writes.filter(({ what }) => what === 'move').length);
    count('webhooks never told', missed.dropped);
  }
  count('changes in amoCRM', evidence.crmWrites.executed);
  count('… whose answers were lost', evidence.crmWrites.unanswered);
  return { findings, counts };
}
