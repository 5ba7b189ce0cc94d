import type { BotTrigger } from '../bot.ts';
import type { Dialog, Turn } from '../dialog.ts';
import type { DialogEvent } from '../events.ts';
import type { Moment, Policy } from '../policy.ts';
import { isPending } from './client-side.ts';
import { fieldsRead } from './crm-acts.ts';
import { finalTouchDueAtMs, mayTouch } from './final-touch.ts';
import { handOff } from './handoff.ts';
import { alerted, noted } from './notes.ts';
import { ownLeadSeen } from './own-lead.ts';
import { afterPeople, dueMarkedOnTheLead, stageNow } from './the-lead.ts';

/** When the next turn starts; undefined while none may (SPEC D-06, D-70). */
export function turnDueAtMs(dialog: Dialog, policy: Policy): number | undefined {
  if (dialog.state.name !== 'withBot' || dialog.turn !== undefined || dialog.outbox.sends.length > 0) return undefined;
  if (!isPending(dialog)) return finalTouchDueAtMs(dialog, policy);
  const { burst } = dialog.client;
  if (dialog.episode.resume || burst === undefined) return dialog.client.lastAtMs ?? 0; // at once (D-57), or asked anew
  const { quietMs, quietMaxMs } = policy.durations;
  return Math.min(burst.lastAtMs + quietMs, burst.firstAtMs + quietMaxMs);
}

/** Starts a turn that is due: with a fresh card at hand it is ready, else the card is read first (SPEC D-10). */
export function startTurn(dialog: Dialog, at: Moment): Dialog {
  const { nowMs, policy } = at;
  const dueAtMs = turnDueAtMs(dialog, policy);
  if (dueAtMs === undefined || nowMs < dueAtMs) return dialog;
  const turn: Turn = { id: `${dialog.id}-t${dialog.nextId}`, trigger: triggerOf(dialog), startedAtMs: nowMs, stage: 'card' };
  return whenCardIsFresh({ ...dialog, turn, nextId: dialog.nextId + 1 }, at);
}

function triggerOf(dialog: Dialog): BotTrigger {
  if (!isPending(dialog)) return 'finalTouch';
  if (dialog.episode.resume) return 'resumed';
  return dialog.episode.clarified ? 'clarify' : 'clientMessage';
}

/** Asks again at once, on a fresh card (SPEC D-21). */
export function askAgain(dialog: Dialog, at: Moment): Dialog {
  const { turn } = dialog;
  if (turn === undefined) return dialog;
  const again: Turn = { id: `${dialog.id}-t${dialog.nextId}`, trigger: turn.trigger, startedAtMs: at.nowMs, stage: 'card', again: true };
  return whenCardIsFresh({ ...dialog, turn: again, nextId: dialog.nextId + 1, crm: { ...dialog.crm, stale: true } }, at);
}

function whenCardIsFresh(dialog: Dialog, at: Moment): Dialog {
  return dialog.contact.phone === undefined || cardIsFresh(dialog, at) ? ready(dialog, at) : dialog;
}

/** Is the card young enough to judge by? (SPEC D-10) */
function cardIsFresh({ crm }: Dialog, { nowMs, policy }: Moment): boolean {
  return crm.card !== undefined && !crm.stale && nowMs - crm.card.readAtMs <= policy.durations.cardFreshMs;
}

/** The card came, for a turn or for an owed write, which then goes on. */
export function cardArrived(dialog: Dialog, { card, forTurn }: Extract<DialogEvent, { type: 'cardRead' }>, at: Moment): Dialog {
  const { stale: _, cardRefused: __, ...crm } = dialog.crm;
  const leads = card.leads.map((lead) => afterPeople(dialog, lead));
  const read: Dialog = { ...dialog, crm: { ...crm, card: { ...card, leads, readAtMs: at.nowMs } } };
  const known = fieldsRead(dueMarkedOnTheLead(ownLeadSeen(read, at)), leads, dialog.crm.card === undefined);
  const served = forTurn === undefined ? writeGoesOn(known) : known;
  return served.turn?.stage === 'card' ? ready(served, at) : served;
}

/** The CRM will not show the card: people hear of it, and what is owed goes on by what is known (SPEC D-95). */
export function cardRefused(dialog: Dialog, why: string, nowMs: number): Dialog {
  const known: Dialog = { ...writeGoesOn(dialog), crm: { ...dialog.crm, cardRefused: true } };
  const text = `CRM отказалась показать карточку: ${why.slice(0, 200)}`;
  return alerted(noted(known, nowMs, 'D-95', text), nowMs, 'crmRefused', text);
}

/** The card was read for the write at the head of the list: only that one can be under way. */
function writeGoesOn(dialog: Dialog): Dialog {
  const writes = dialog.outbox.writes.map((owed) => ({ ...owed, inFlight: false }));
  return { ...dialog, outbox: { ...dialog.outbox, writes } };
}

/** The card did not come within its 5 s: the last one counts, however old (SPEC D-10, D-16). */
export function cardMissing(dialog: Dialog, turnId: string | undefined, at: Moment): Dialog {
  if (dialog.turn?.stage !== 'card' || (turnId !== undefined && turnId !== dialog.turn.id)) return dialog;
  return noted(ready(dialog, at), at.nowMs, 'D-16', dialog.crm.card ? 'CRM молчит: взята прежняя карточка' : 'CRM молчит: карточки нет');
}

/** Everything known that can be known: what the facts decide is decided before the bot is asked (SPEC D-32, D-72). */
function ready(dialog: Dialog, at: Moment): Dialog {
  const { turn, ...without } = dialog;
  if (turn === undefined || turn.abandoned) return without;
  if (turn.trigger === 'finalTouch') return mayTouch(without, at) ? { ...dialog, turn: { ...turn, stage: 'ready' } } : without;
  if (showsPayment(dialog))
    return handOff(without, { reason: 'reportsPayment', summary: 'Клиент прислал фото или документ без подписи: возможно, чек.' }, at);
  return { ...dialog, turn: { ...turn, stage: 'ready' } };
}

/** A photo or document without a caption at «Предварительная бронь» (SPEC D-32); one that was handed over before is not news. */
function showsPayment(dialog: Dialog): boolean {
  if (stageNow(dialog) !== 'preBooked') return false;
  const { settledSeq, handedOverSeq } = dialog.client;
  return dialog.transcript.messages.some(
    ({ seq, text, attachments, ending }) =>
      seq !== undefined &&
      seq > settledSeq &&
      (handedOverSeq === undefined ? ending !== 'handedOver' : seq > handedOverSeq) && // the state of an earlier version has only endings
      text.trim() === '' &&
      (attachments ?? []).some(({ kind }) => kind === 'photo' || kind === 'document'),
  );
}
