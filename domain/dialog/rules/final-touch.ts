import type { Dialog } from '../dialog.ts';
import type { Moment, Policy } from '../policy.ts';
import { isPending } from './client-side.ts';
import { owesCall } from './handoff.ts';
import { noted } from './notes.ts';
import { isBotsStage, marked, marksOf, theLead } from './the-lead.ts';
import { isWithin, nextWithin } from './working-hours.ts';
import { owes } from './writes.ts';

/** The lead whose silent client may be won back: with the bot, in the first three stages, not touched yet (SPEC D-70, D-72, D-76). */
function touchable(dialog: Dialog): number | undefined {
  const lead = theLead(dialog);
  if (dialog.state.name !== 'withBot' || isPending(dialog) || dialog.turn !== undefined || dialog.outbox.sends.length > 0) return undefined;
  if (lead === undefined || !isBotsStage(lead.stage) || dialog.optOutAtMs !== undefined) return undefined;
  const { lastWord } = dialog.episode;
  if (lastWord === undefined || lastWord.by === 'client' || marksOf(dialog, String(lead.id)).finalTouchAtMs !== undefined) return undefined;
  return lastWord.atMs;
}

/** When the final touch is due; undefined where none is (SPEC D-70, D-71). */
export function finalTouchDueAtMs(dialog: Dialog, policy: Policy): number | undefined {
  const lastWordAtMs = touchable(dialog);
  if (lastWordAtMs === undefined) return undefined;
  const hours = dialog.crm.card?.contact?.finalTouchHours ?? policy.hours.finalTouch;
  if (dialog.contact.channel === 'whatsapp_business') return windowTouchAtMs(dialog, lastWordAtMs, { policy, hours });
  return nextWithin(lastWordAtMs + policy.durations.finalTouchAfterMs, hours);
}

const MINUTE_MS = 60_000;

/**
 * On a channel with WhatsApp's 24-hour window: the last full minute of the hours within 23 h of the client's last message and
 * at least 4 h after our last word (SPEC D-71). None: undefined, and D-73's task when the window ends.
 */
function windowTouchAtMs(
  { client }: Dialog,
  lastWordAtMs: number,
  { policy, hours }: { policy: Policy; hours: Policy['hours']['finalTouch'] },
): number | undefined {
  if (client.lastAtMs === undefined) return undefined;
  const fromMs = lastWordAtMs + policy.durations.windowAfterWordMs;
  let lastMs = client.lastAtMs + policy.durations.windowMs - MINUTE_MS;
  if (!isWithin(lastMs, hours)) {
    const before = hours.findLast(([, endMs]) => endMs <= lastMs);
    if (before === undefined) return undefined;
    lastMs = before[1] - MINUTE_MS;
  }
  const minuteMs = Math.floor(lastMs / MINUTE_MS) * MINUTE_MS;
  return minuteMs >= fromMs && isWithin(minuteMs, hours) ? minuteMs : undefined;
}

const WINDOW_LENGTH_MS = 24 * 60 * MINUTE_MS;

/** On such a channel, when no moment for a touch exists: when the window ends (SPEC D-71). */
export function windowEndsAtMs(dialog: Dialog, policy: Policy): number | undefined {
  const { channel } = dialog.contact;
  if (channel !== 'whatsapp_business' || dialog.client.lastAtMs === undefined || touchable(dialog) === undefined) return undefined;
  return finalTouchDueAtMs(dialog, policy) === undefined ? dialog.client.lastAtMs + WINDOW_LENGTH_MS : undefined;
}

/** The window ends without a touch: a person calls (SPEC D-71). */
export function windowEnds(dialog: Dialog, at: Moment): Dialog {
  const dueAtMs = windowEndsAtMs(dialog, at.policy);
  return dueAtMs === undefined || at.nowMs < dueAtMs ? dialog : touchFailed(dialog, 'окно WhatsApp закрылось', at);
}

/** May the touch be sent now? Asked when its turn starts and again right before sending (SPEC D-72). */
export function mayTouch(dialog: Dialog, { nowMs, policy }: Moment): boolean {
  const { turn: _, ...waiting } = dialog;
  const dueAtMs = finalTouchDueAtMs(waiting, policy);
  const hours = dialog.crm.card?.contact?.finalTouchHours ?? policy.hours.finalTouch;
  return dueAtMs !== undefined && dueAtMs <= nowMs && isWithin(nowMs, hours);
}

/** The touch has had its chance, sent or not: there is at most one per lead (SPEC D-72, D-75). */
export function touched(dialog: Dialog, { nowMs }: Moment, over: boolean): Dialog {
  const lead = theLead(dialog);
  return lead === undefined
    ? dialog
    : marked(dialog, String(lead.id), { finalTouchAtMs: nowMs, ...(over ? { finalTouchOver: true as const } : {}) });
}

/** The touch said nothing: a person calls at once (SPEC D-75). */
export function touchFailed(dialog: Dialog, why: string, at: Moment): Dialog {
  const task = owesCall(touched(dialog, at, true), `Клиент молчит, бот не стал писать: ${why}`, at);
  return noted(task, at.nowMs, 'D-75', `финальное касание не отправлено: ${why}`);
}

/** When an unanswered touch asks for its follow-up (SPEC D-73). */
export function followUpDueAtMs(dialog: Dialog, { durations, settings }: Policy): number | undefined {
  const lead = theLead(dialog);
  if (lead === undefined || dialog.state.name !== 'withBot' || isPending(dialog) || !isBotsStage(lead.stage)) return undefined;
  const { finalTouchAtMs, finalTouchOver } = marksOf(dialog, String(lead.id));
  if (finalTouchAtMs === undefined || finalTouchOver || settings.afterFinalTouch === 'nothing') return undefined;
  return finalTouchAtMs + (settings.afterFinalTouch === 'closeLost' ? durations.closeLostAfterMs : durations.finalTouchFollowUpMs);
}

/** No answer to the touch: a task for the responsible, or, where the policy says so, «Отказ» from the first two stages (SPEC D-73). */
export function followUp(dialog: Dialog, at: Moment): Dialog {
  const { nowMs, policy } = at;
  const dueAtMs = followUpDueAtMs(dialog, policy);
  const lead = theLead(dialog);
  if (dueAtMs === undefined || nowMs < dueAtMs || lead === undefined) return dialog;
  const over = marked(dialog, String(lead.id), { finalTouchOver: true });
  if (policy.settings.afterFinalTouch === 'closeLost' && (lead.stage === 'new' || lead.stage === 'consulted')) {
    const owed = owes(over, nowMs, { type: 'moveLead', from: lead.stage, to: 'lost', target: { leadId: lead.id } });
    return noted(owed, nowMs, 'D-73', 'клиент не ответил: сделка уходит в «Отказ»');
  }
  return noted(owesCall(over, 'Клиент не ответил на последнее сообщение бота', at), nowMs, 'D-73', 'клиент не ответил: задача «Связаться»');
}

/** A client's message, a manager's act, a payment or a person's move ends what was planned (SPEC D-72, D-73). */
export function touchOver(dialog: Dialog): Dialog {
  const lead = theLead(dialog);
  if (lead === undefined) return dialog;
  const marks = marksOf(dialog, String(lead.id));
  return marks.finalTouchAtMs === undefined || marks.finalTouchOver ? dialog : marked(dialog, String(lead.id), { finalTouchOver: true });
}
