import type { Lead, Stage } from '../card.ts';
import type { Dialog } from '../dialog.ts';
import type { LeadChange } from '../events.ts';
import type { SendConsequences, WriteTarget } from '../outbox.ts';
import type { Moment } from '../policy.ts';
import { isTaken } from './behind.ts';
import { touchCancelled } from './final-touch.ts';
import { noted } from './notes.ts';
import { ownLeadDismissed, ownLeadSeen } from './own-lead.ts';
import { dueMarkedOnTheLead, isBotsStage, leadKey, marked, stageNow, theLead, withLead, withoutLead } from './the-lead.ts';
import { LEADERS, owes, showsLeader } from './writes.ts';

const target = (leadId: number | undefined): WriteTarget => (leadId === undefined ? 'theLead' : { leadId });

function stageOf(dialog: Dialog, leadId: number | undefined): Stage | undefined {
  return leadId === undefined ? stageNow(dialog) : dialog.crm.card?.leads.find(({ id }) => id === leadId)?.stage;
}

/** Is its first move owed already? */
const isMoving = ({ outbox }: Dialog): boolean => outbox.writes.some(({ write }) => write.type === 'moveLead' && write.to === 'consulted');

/** «Новая заявка» → «Проведена консультация», once the words that say so have left (SPEC D-61). */
export function consultationDone(dialog: Dialog, leadId: number | undefined, nowMs: number): Dialog {
  if (stageOf(dialog, leadId) !== 'new' || isMoving(dialog)) return dialog;
  return owes(dialog, nowMs, { type: 'moveLead', from: 'new', to: 'consulted', target: target(leadId) });
}

/** The payment link has really left: a note with its amount, and the moves that belong to it, one after the other (SPEC D-26, D-61). */
export function linkSent(dialog: Dialog, { url, amountRub, leadId }: NonNullable<SendConsequences['link']>, nowMs: number): Dialog {
  const about = target(leadId);
  const key = leadId === undefined ? leadKey(dialog) : String(leadId);
  const stage = stageOf(dialog, leadId);
  let next = marked(dialog, key, { linkSentAtMs: nowMs });
  next = owes(next, nowMs, { type: 'addNote', text: `Клиенту отправлена ссылка на оплату: ${amountRub} ₽, ${url}`, target: about });
  if (stage === 'new' && !isMoving(next)) next = owes(next, nowMs, { type: 'moveLead', from: 'new', to: 'consulted', target: about });
  if (stage === 'new' || stage === 'consulted')
    next = owes(next, nowMs, { type: 'moveLead', from: 'consulted', to: 'preBooked', target: about });
  return next;
}

/** Where the lead really stands after a move of ours: the CRM's word wins (SPEC D-62). */
export function leadMoved(dialog: Dialog, result: { leadId: number; moved: boolean; stage: Stage }, at: Moment): Dialog {
  const lead = dialog.crm.card?.leads.find(({ id }) => id === result.leadId);
  const next = lead ? stageChanged(dialog, { ...lead, stage: result.stage }, at, result.moved ? OURS : THEIRS) : dialog;
  return result.moved ? next : noted(next, at.nowMs, 'D-62', 'сделку передвинули без нас: этап бота не записан');
}

/** The CRM says that a lead changed: kind and rights change with it at once (SPEC D-63). */
export function leadChanged(dialog: Dialog, { leadId, lead, leaderShown }: LeadChange, at: Moment): Dialog {
  const { nowMs } = at;
  if (dialog.state.name === 'closed') return dialog;
  if (dialog.crm.card === undefined) return dialog;
  if (leadId === undefined) return { ...dialog, crm: { ...dialog.crm, stale: true } }; // the next turn reads the card anew (D-10)
  if (lead === undefined) {
    const over = theLead(dialog)?.id === leadId ? touchCancelled(dialog, nowMs) : dialog;
    return noted(withoutLead(over, leadId), nowMs, 'D-63', 'сделки больше нет в воронке');
  }
  // A machine's write, or another dialog's on the same lead: else a person's next change of anything would count as its act (D-53).
  const known = leaderShown === undefined ? dialog : marked(dialog, String(leadId), { leader: leaderShown });
  const changed = dueMarkedOnTheLead(ownLeadSeen(stageChanged(known, lead, at, THEIRS), at));
  return soughtNow(ownLeadDismissed(shownOnFirstLead(dialog, changed, nowMs), nowMs), nowMs);
}

/** A manager has it already, or the bot has spoken, and only now there is a lead to show it on (SPEC D-05, D-53). */
function shownOnFirstLead(before: Dialog, now: Dialog, nowMs: number): Dialog {
  const { state, episode } = now;
  const isFirst = theLead(before) === undefined && before.crm.leadDue === undefined && theLead(now) !== undefined;
  if (!isFirst || state.name === 'closed' || (state.name === 'withManager' && !isTaken(state))) return now;
  return state.name === 'withBot' && !episode.introduced ? now : showsLeader(now, nowMs, LEADERS[state.name]);
}

const OURS = { spec: 'D-61', words: 'бот передвинул сделку' };
const THEIRS = { spec: 'D-63', words: 'сделка перешла на другой этап' };

function stageChanged(dialog: Dialog, lead: Lead, { nowMs, policy }: Moment, { spec, words }: typeof OURS): Dialog {
  const before = dialog.crm.card?.leads.find(({ id }) => id === lead.id);
  const leaves = before !== undefined && isBotsStage(before.stage) && !isBotsStage(lead.stage) && theLead(dialog)?.id === lead.id;
  const known = withLead(leaves ? touchCancelled(dialog, nowMs) : dialog, lead);
  if (before === undefined || before.stage === lead.stage) return known;
  const names = policy.stageNames;
  return noted(known, nowMs, spec, `${words}: «${names[before.stage]}» → «${names[lead.stage]}»`);
}

/** A lead is awaited (SPEC D-15) and something has come: look at once. */
function soughtNow(dialog: Dialog, nowMs: number): Dialog {
  if (dialog.crm.leadDue !== 'owed') return dialog;
  const writes = dialog.outbox.writes.map((owed) =>
    owed.write.type === 'ensureLead' && !owed.inFlight ? { ...owed, nextTryAtMs: nowMs } : owed,
  );
  return { ...dialog, outbox: { ...dialog.outbox, writes } };
}
