import type { Dialog, LeadMarks } from '../dialog/dialog.ts';
import type { DialogEvent } from '../dialog/events.ts';
import { isTaken } from '../dialog/rules/behind.ts';
import type { Fact, Owner } from './facts.ts';
import { holderId, whoIs } from './leading.ts';

/** What became of the leads: stages, payment links, final touches. */
export function leadFacts(before: Dialog, event: DialogEvent, after: Dialog, nowMs: number): readonly Fact[] {
  return [...moved(before, event, after), ...marked(before, event, after, nowMs)];
}

function moved({ crm: before }: Dialog, event: DialogEvent, { crm: after, state }: Dialog): readonly Fact[] {
  if (before.card === undefined || after.card === undefined || before.card === after.card) return [];
  const stages = new Map(before.card.leads.map(({ id, stage }) => [id, stage]));
  const ours = event.type === 'crmWritten' && event.result.type === 'moveLead' && event.result.moved ? event.result.leadId : undefined;
  return after.card.leads.flatMap(({ id, stage: to }): Fact[] => {
    const from = stages.get(id);
    if (from === undefined || from === to) return [];
    const isOurs = id === ours;
    // While a person is awaited it was the bot who led last.
    const owned: { owner: Owner; managerId?: number } = isTaken(state) ? { owner: 'manager', ...whoIs(holderId(state)) } : { owner: 'bot' };
    return [{ kind: 'stageMoved', spec: isOurs ? 'D-61' : 'D-63', leadId: id, from, to, by: isOurs ? 'bot' : 'crm', ...owned }];
  });
}

function marked({ marks: before }: Dialog, event: DialogEvent, { marks: after }: Dialog, nowMs: number): readonly Fact[] {
  if (before === after) return [];
  return Object.entries(after).flatMap(([key, mark]) =>
    mark === before[key] ? [] : ofLead(Number(key), before[key] ?? {}, event, mark, nowMs),
  );
}

function ofLead(id: number, before: LeadMarks, event: DialogEvent, after: LeadMarks, nowMs: number): readonly Fact[] {
  const facts: Fact[] = [];
  const isLead = Number.isSafeInteger(id); // else the one that D-15 still owes
  if (after.linkSentAtMs === nowMs && before.linkSentAtMs !== nowMs)
    facts.push({ kind: 'linkSent', spec: 'D-26', ...(isLead ? { leadId: id } : {}) });
  if (!isLead) return facts;
  if (after.finalTouchAtMs === nowMs && before.finalTouchAtMs === undefined)
    facts.push(after.finalTouchOver ? { kind: 'touchFailed', spec: 'D-75', leadId: id } : { kind: 'touchSent', spec: 'D-70', leadId: id });
  else if (after.finalTouchOver && !before.finalTouchOver && event.type === 'timePassed')
    facts.push({ kind: 'touchUnanswered', spec: 'D-73', leadId: id });
  return facts;
}
