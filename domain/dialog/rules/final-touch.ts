import type { Interval, Lead } from '../card.ts';
import { hasWindow } from '../channel.ts';
import type { Dialog } from '../dialog.ts';
import type { Moment, Policy } from '../policy.ts';
import { isPending } from './client-side.ts';
import { owesCall } from './handoff.ts';
import { noted } from './notes.ts';
import { isBotsStage, marked, marksOf, theLead } from './the-lead.ts';
import { isWithin, nextWithin } from './working-hours.ts';
import { owes } from './writes.ts';

/**
 * The last word after which silence may be answered by a touch: with the bot, in the first three stages, not touched and not
 * cancelled since, its fate not in doubt (SPEC D-70, D-72, D-76, D-91).
 */
function touchable(dialog: Dialog): number | undefined {
  const lead = theLead(dialog);
  const { state, turn, outbox, episode } = dialog;
  if (state.name !== 'withBot' || isPending(dialog) || turn !== undefined || outbox.sends.length > 0) return undefined;
  if (lead === undefined || !isBotsStage(lead.stage) || dialog.optOutAtMs !== undefined) return undefined;
  if (outbox.unknown.some(({ send }) => send?.purpose === 'finalTouch')) return undefined;
  const { lastWord, touchCancelledAtMs } = episode;
  if (lastWord === undefined || lastWord.by === 'client' || marksOf(dialog, String(lead.id)).finalTouchAtMs !== undefined) return undefined;
  return touchCancelledAtMs !== undefined && touchCancelledAtMs > lastWord.atMs ? undefined : lastWord.atMs;
}

/** When the final touch is due; undefined where none is (SPEC D-70, D-71). */
export function finalTouchDueAtMs(dialog: Dialog, policy: Policy): number | undefined {
  const lastWordAtMs = touchable(dialog);
  if (lastWordAtMs === undefined) return undefined;
  if (isWindowed(dialog)) return windowTouchAtMs(dialog, lastWordAtMs, policy);
  const fromMs = Math.max(lastWordAtMs + policy.durations.finalTouchAfterMs, dialog.episode.touchNotBeforeMs ?? 0);
  return nextWithin(fromMs, touchHours(dialog, policy));
}

/** The contact's own hours, if the CRM has their zone (SPEC D-71). */
const touchHours = ({ crm }: Dialog, { hours }: Policy): readonly Interval[] => crm.card?.contact?.finalTouchHours ?? hours.finalTouch;

const isWindowed = ({ contact }: Dialog): boolean => hasWindow(contact);

const MINUTE_MS = 60_000;

/**
 * On a channel with WhatsApp's 24-hour window: the last full minute of the hours within 23 h of the client's last message and
 * at least 4 h after our last word (SPEC D-71). None: undefined, and D-73's task when the window ends.
 */
function windowTouchAtMs(dialog: Dialog, lastWordAtMs: number, policy: Policy): number | undefined {
  const { client, episode } = dialog;
  if (client.lastAtMs === undefined) return undefined;
  const hours = touchHours(dialog, policy);
  const fromMs = Math.max(lastWordAtMs + policy.durations.windowAfterWordMs, episode.touchNotBeforeMs ?? 0);
  const limitMs = client.lastAtMs + policy.durations.windowMs;
  const minutes = hours.map(([startMs, endMs]) => ({ startMs, minuteMs: lastMinuteBefore(Math.min(endMs, limitMs)) }));
  const last = minutes.findLast(({ startMs, minuteMs }) => minuteMs >= startMs);
  return last !== undefined && last.minuteMs >= fromMs ? last.minuteMs : undefined;
}

const lastMinuteBefore = (endMs: number): number => Math.floor((endMs - MINUTE_MS) / MINUTE_MS) * MINUTE_MS;

const WINDOW_LENGTH_MS = 24 * 60 * MINUTE_MS;

/** On such a channel, when no moment for a touch exists: when the window ends (SPEC D-71), or as long after a word said even later. */
export function windowEndsAtMs(dialog: Dialog, policy: Policy): number | undefined {
  const { lastAtMs } = dialog.client;
  if (!isWindowed(dialog) || lastAtMs === undefined || finalTouchDueAtMs(dialog, policy) !== undefined) return undefined;
  const lastWordAtMs = touchable(dialog);
  if (lastWordAtMs === undefined || policy.settings.afterFinalTouch === 'nothing') return undefined;
  const endMs = lastAtMs + WINDOW_LENGTH_MS;
  return endMs > lastWordAtMs ? endMs : lastWordAtMs + policy.durations.finalTouchAfterMs;
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
  const inWindow = !isWindowed(dialog) || nowMs < (dialog.client.lastAtMs ?? 0) + policy.durations.windowMs;
  return dueAtMs !== undefined && dueAtMs <= nowMs && inWindow && isWithin(nowMs, touchHours(dialog, policy));
}

/** Is the touch that its turn was about still wanted, whatever the hour? (SPEC D-72) */
export function isTouchWanted(dialog: Dialog): boolean {
  const { turn: _, ...waiting } = dialog;
  return touchable(waiting) !== undefined;
}

/** It is due and its hours are over: nobody could ask the bot in time. It waits for the next ones (SPEC D-71). */
export function touchPutOff(dialog: Dialog, at: Moment): Dialog {
  const dueAtMs = finalTouchDueAtMs(dialog, at.policy);
  if (dueAtMs === undefined || at.nowMs < dueAtMs || mayTouch(dialog, at)) return dialog;
  return { ...dialog, episode: { ...dialog.episode, touchNotBeforeMs: at.nowMs } };
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

/** «Отказ» may follow only from the first two stages (SPEC D-73); elsewhere the task does, as without the setting. */
const mayCloseLost = ({ stage }: Lead, { settings }: Policy): boolean =>
  settings.afterFinalTouch === 'closeLost' && (stage === 'new' || stage === 'consulted');

/** When an unanswered touch asks for its follow-up (SPEC D-73). */
export function followUpDueAtMs(dialog: Dialog, policy: Policy): number | undefined {
  const { durations, settings } = policy;
  const lead = theLead(dialog);
  if (lead === undefined || dialog.state.name !== 'withBot' || isPending(dialog) || !isBotsStage(lead.stage)) return undefined;
  const { finalTouchAtMs, finalTouchOver } = marksOf(dialog, String(lead.id));
  if (finalTouchAtMs === undefined || finalTouchOver || settings.afterFinalTouch === 'nothing') return undefined;
  return finalTouchAtMs + (mayCloseLost(lead, policy) ? durations.closeLostAfterMs : durations.finalTouchFollowUpMs);
}

/** No answer to the touch: a task for the responsible, or, where the policy says so, «Отказ» from the first two stages (SPEC D-73). */
export function followUp(dialog: Dialog, at: Moment): Dialog {
  const { nowMs, policy } = at;
  const dueAtMs = followUpDueAtMs(dialog, policy);
  const lead = theLead(dialog);
  if (dueAtMs === undefined || nowMs < dueAtMs || lead === undefined) return dialog;
  const over = marked(dialog, String(lead.id), { finalTouchOver: true });
  if (mayCloseLost(lead, policy)) {
    const owed = owes(over, nowMs, { type: 'moveLead', from: lead.stage, to: 'lost', target: { leadId: lead.id } });
    return noted(owed, nowMs, 'D-73', 'клиент не ответил: сделка уходит в «Отказ»');
  }
  return noted(owesCall(over, 'Клиент не ответил на последнее сообщение бота', at), nowMs, 'D-73', 'клиент не ответил: задача «Связаться»');
}

/** The client has written: nothing more follows an earlier touch (SPEC D-73). */
export function touchOver(dialog: Dialog): Dialog {
  const lead = theLead(dialog);
  if (lead === undefined) return dialog;
  const marks = marksOf(dialog, String(lead.id));
  return marks.finalTouchAtMs === undefined || marks.finalTouchOver ? dialog : marked(dialog, String(lead.id), { finalTouchOver: true });
}

/** A manager's act, a payment or the lead's leaving ends what was planned; a newer word plans anew (SPEC D-72, D-63). */
export function touchCancelled(dialog: Dialog, nowMs: number): Dialog {
  const over = touchOver(dialog);
  return { ...over, episode: { ...over.episode, touchCancelledAtMs: nowMs } };
}
