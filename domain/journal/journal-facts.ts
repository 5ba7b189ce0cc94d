import type { DecisionNote, Dialog } from '../dialog/dialog.ts';
import type { DialogEvent } from '../dialog/events.ts';
import type { Fact } from './facts.ts';
import { leadFacts } from './lead-facts.ts';
import { leadingFacts } from './leading.ts';
import { wordFacts } from './words.ts';

/**
 * What a decision leaves in the journal, told from the dialog before and after it: the rules know nothing of it. Pure, and in a fixed order,
 * so that a replay tells the same.
 */
export function journalFacts(before: Dialog, event: DialogEvent, after: Dialog, nowMs: number): readonly Fact[] {
  if (before === after) return [];
  const facts: readonly Fact[] = [
    ...leadingFacts(before, event, after),
    ...wordFacts(before, event, after),
    ...leadFacts(before, event, after, nowMs),
    ...otherFacts(before, event, after, nowMs),
  ];
  return [...facts, ...untold(before.decisions, after.decisions, facts)];
}

function otherFacts(before: Dialog, event: DialogEvent, after: Dialog, nowMs: number): readonly Fact[] {
  const facts: Fact[] = [];
  if (after.optOutAtMs === nowMs && before.optOutAtMs !== nowMs) facts.push({ kind: 'optedOut', spec: 'D-76' });
  if (before.outbox.unknown === after.outbox.unknown) return facts;
  const known = new Set(before.outbox.unknown.map(({ id }) => id));
  for (const { id, what } of after.outbox.unknown) if (!known.has(id)) facts.push({ kind: 'unknownEffect', spec: 'D-91', what });
  if (event.type === 'settle' && after.outbox.unknown.length < before.outbox.unknown.length)
    facts.push({ kind: 'unknownSettled', spec: 'D-91', happened: event.happened });
  return facts;
}

/** Notes that only put into words, for people, what a fact of that kind says (rules/story.ts). */
const TOLD_BESIDES: Readonly<Partial<Record<Fact['kind'], readonly string[]>>> = {
  stageMoved: ['D-63'],
  clientWrote: ['D-42', 'D-50', 'D-55', 'D-56', 'D-74'],
  botWrote: ['D-26', 'D-50', 'D-57', 'D-90'],
  managerWrote: ['D-51'],
};

/** Decisions that only their statement tells of: their words may hold a manager's name. */
function untold(before: readonly DecisionNote[], after: readonly DecisionNote[], facts: readonly Fact[]): readonly Fact[] {
  if (before === after) return [];
  const known = new Set(before);
  const told = new Set(facts.flatMap(({ kind, spec }) => [spec, ...(TOLD_BESIDES[kind] ?? [])]));
  const specs = after.filter((note) => !known.has(note)).map(({ spec }) => spec);
  return [...new Set(specs)].filter((spec) => !told.has(spec)).map((spec): Fact => ({ kind: 'noted', spec }));
}
