import { assertNever } from '../assert-never.ts';
import type { Dialog } from './dialog.ts';
import type { DialogEvent } from './events.ts';
import type { Moment, Policy } from './policy.ts';
import { botAnswered, botFailed } from './rules/answered-turn.ts';
import { authorLookDueAtMs, authorTold } from './rules/authors.ts';
import { cardArrived, cardMissing, cardRefused, startTurn, turnDueAtMs } from './rules/bot-turn.ts';
import { managerReleasedInCrm, managerTookInCrm } from './rules/crm-acts.ts';
import { standsByAct } from './rules/doubt.ts';
import { inConversation, writtenFirst } from './rules/first-contact.ts';
import { closeDueAtMs, closeForOperator, closeIfDue } from './rules/episode.ts';
import { sendFailed, settledByPerson } from './rules/failed-sends.ts';
import { followUp, followUpDueAtMs, touchPutOff, windowEnds, windowEndsAtMs } from './rules/final-touch.ts';
import { handoffDueAtMs, messageCameBack, remindOfHandoff } from './rules/handoff.ts';
import { clientWrote, managerWrote } from './rules/intake.ts';
import { leadChanged } from './rules/lead-stage.ts';
import { managerHolds, managerOpened, managerSays, managerTakes, returnDueAtMs, returnIfDue, returnsToBot } from './rules/manager-turn.ts';
import { alertFailed, alertRaised } from './rules/notes.ts';
import { messageSent } from './rules/sent.ts';
import { crmFailed, crmWritten } from './rules/written.ts';
import { writesWait } from './due-writes.ts';
import { followUpWords, handoffWords, outboxWords, returnWords, turnWords } from './deadline-words.ts';
import { outboxDueAtMs } from './due.ts';

/**
 * The whole business in one function: what we do when something happens to a dialog. What is to be done in the world lies
 * in the new dialog's outbox (due.ts starts it). Pure: same arguments, same decision, which is what lets Temporal replay it.
 */
export function decide(dialog: Dialog, event: DialogEvent, nowMs: number, policy: Policy): Dialog {
  const at: Moment = { nowMs, policy };
  const decided = decideOn(standsByAct(dialog, event, at), event, at);
  return dialog.cancelled && decided.state.name !== 'closed' ? closeForOperator(decided, at) : decided;
}

function decideOn(dialog: Dialog, event: DialogEvent, at: Moment): Dialog {
  switch (event.type) {
    case 'clientWrote':
      return clientWrote(dialog, event, at);
    case 'managerWrote':
      return managerWrote(dialog, event, at);
    case 'managerTook':
      return managerTookInCrm(dialog, event, at);
    case 'managerReleased':
      return managerReleasedInCrm(dialog, event, at);
    case 'messageFailed':
      return messageCameBack(dialog, event.why, at);
    case 'leadChanged':
      return leadChanged(dialog, event, at);
    case 'take':
      return managerTakes(dialog, event.by, at, 'менеджер нажал кнопку');
    case 'release':
      return returnsToBot(dialog, at, 'менеджер нажал кнопку');
    case 'hold':
      return managerHolds(dialog, event.by, event.untilMs, at);
    case 'say':
      return managerSays(event.to === undefined ? dialog : writtenFirst(dialog, event.to), event.by, event.text, at);
    case 'cardOpened':
      return managerOpened(dialog, event.by, at);
    case 'settle':
      return settledByPerson(dialog, event.effectId, event.happened, at);
    case 'cardRead':
      return cardArrived(dialog, event, at);
    case 'cardUnavailable':
      if (event.forTurn !== undefined) return cardMissing(dialog, event.forTurn, at);
      return event.refused === undefined ? writesWait(dialog, at.nowMs) : cardRefused(dialog, event.refused, at.nowMs);
    case 'botAnswered':
      return botAnswered(dialog, event.turnId, event.answer, at);
    case 'botFailed':
      return botFailed(dialog, event.turnId, event.why, at);
    case 'messageSent':
      return messageSent(inConversation(dialog, event.conversationId), event.sendId, event.messageId, at);
    case 'sendFailed':
      return sendFailed(dialog, event, at);
    case 'crmWritten':
      return crmWritten(dialog, event.writeId, event.result, at);
    case 'crmFailed':
      return crmFailed(dialog, event, at);
    case 'authorTold':
      return authorTold(dialog, event, at);
    case 'alertRaised':
      return alertRaised(dialog, event.alertId);
    case 'alertFailed':
      return alertFailed(dialog, event.alertId, at.nowMs);
    case 'cancelRequested':
      return closeForOperator(dialog, at);
    case 'timePassed': // may come too early: the alarm only says “look at the clock”
      return CLOCKS.reduce((now, look) => look(now, at), dialog);
    default:
      return assertNever(event);
  }
}

/** Whatever the clock may have brought, in the order in which it counts; each looks for itself whether it is time. */
const CLOCKS = [returnIfDue, remindOfHandoff, followUp, touchPutOff, windowEnds, closeIfDue, startTurn] as const;

/** When this dialog next needs us although nobody writes, and why: the alarm's name in the Web UI. */
export function nextDeadline(dialog: Dialog, policy: Policy): { atMs: number; why: string } | undefined {
  const returnAtMs = returnDueAtMs(dialog, policy);
  const deadlines: readonly (readonly [number | undefined, string])[] = [
    [turnDueAtMs(dialog, policy), turnWords(dialog)],
    [returnAtMs, returnWords(dialog, returnAtMs)],
    [handoffDueAtMs(dialog, policy), handoffWords(dialog)],
    [followUpDueAtMs(dialog, policy), followUpWords(policy)],
    [windowEndsAtMs(dialog, policy), 'Задача «Связаться»: закроется окно WhatsApp'],
    [closeDueAtMs(dialog, policy), 'Закроется, если никто не напишет'],
    [outboxDueAtMs(dialog), outboxWords(dialog)],
    [authorLookDueAtMs(dialog), 'Спросим amoCRM, кто написал клиенту'],
  ];
  return deadlines.reduce<{ atMs: number; why: string } | undefined>(
    (next, [atMs, why]) => (atMs !== undefined && (next === undefined || atMs < next.atMs) ? { atMs, why } : next),
    undefined,
  );
}
