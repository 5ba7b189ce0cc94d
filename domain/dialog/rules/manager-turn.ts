import type { Awaiting, Dialog, Episode, Manager, State, WithManager } from '../dialog.ts';
import { clockWords } from '../clock-words.ts';
import type { Moment, Policy } from '../policy.ts';
import { paused, turnAbandoned } from './abandoned-turn.ts';
import { noLongerAsked } from './author-questions.ts';
import { isPending, settled, writtenBy, type ManagerWord } from './client-side.ts';
import { opens } from './episode.ts';
import { touchCancelled } from './final-touch.ts';
import { waitsForManager } from './handoff.ts';
import { isSamePerson, nameOf } from './holder.ts';
import { leads, noted } from './notes.ts';
import { botFallsSilent, joined, queued } from './sends.ts';
import { managerWasHeard } from './story.ts';
import { marksOf } from './the-lead.ts';
import { ended } from './transcript.ts';
import { isWithin } from './working-hours.ts';
import { LEADERS, showsLeader } from './writes.ts';

/**
 * Scenario 3. From this instant the bot is silent (SPEC D-50). Whoever takes is the holder; an act of the holder's own renews it.
 * In `closed` it opens an episode (D-74).
 */
export function managerTakes(dialog: Dialog, by: Manager, at: Moment, how: string): Dialog {
  const { nowMs, policy } = at;
  const { state } = dialog;
  if (state.name === 'closed') return managerTakes(opens(dialog, { name: 'withBot' }, nowMs, at), by, at, how);
  if (state.name === 'withManager') return renewed(dialog, state, by, at, how);
  const taken = leavesBot(dialog, { name: 'withManager', holder: known(by), lastActAtMs: nowMs }, nowMs);
  return leads(taken, nowMs, { spec: 'D-50', because: how, text: `${how}: диалог ведёт ${nameOf(by, policy)}` });
}

/** An act while somebody holds it: the clocks start anew, an opening stands, a hold is its holder's alone (SPEC D-52, D-54, D-55). */
function renewed(dialog: Dialog, state: WithManager, by: Manager, { nowMs, policy }: Moment, how: string): Dialog {
  const { opening, holdUntilMs, ...standing } = state;
  const same = isSamePerson(state.holder, by);
  const holder = same ? state.holder : known(by);
  const next: WithManager = { ...standing, holder, lastActAtMs: nowMs, ...(same && holdUntilMs !== undefined ? { holdUntilMs } : {}) };
  const led = { because: how, text: `${how}: диалог ведёт ${nameOf(holder, policy)}` };
  if (opening) return leads(leavesBot(dialog, next, nowMs), nowMs, { spec: 'D-55', ...led });
  const acted: Dialog = { ...dialog, state: next };
  return same ? acted : leads(acted, nowMs, { spec: 'D-54', ...led });
}

/** The take stands: the bot is silent, what waits is the manager's, the CRM shows it (SPEC D-50, D-53, D-90). */
function leavesBot(dialog: Dialog, state: WithManager, nowMs: number): Dialog {
  const { softHoldUntilMs: _, ...silent } = touchCancelled(turnAbandoned(botFallsSilent(dialog)), nowMs);
  const taken: Dialog = { ...silent, state };
  return showsLeader(ended(taken, taken.client.seq, 'taken', answeringUpTo(taken)), nowMs, 'manager');
}

/** An answer that is on its way cannot be called back: what it covers may still be answered by it. */
const answeringUpTo = ({ outbox }: Dialog): number =>
  Math.max(0, ...outbox.sends.map(({ inFlight, whenSent }) => (inFlight ? (whenSent.settlesSeq ?? 0) : 0)));

const known = ({ id, name }: Manager): Manager => ({ ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) });

/** «Держу»: silence does not return it before that time (SPEC D-52). */
export function managerHolds(dialog: Dialog, by: Manager, untilMs: number, at: Moment): Dialog {
  const taken = managerTakes(dialog, by, at, 'менеджер нажал «Держу»');
  if (taken.state.name !== 'withManager') return taken;
  const held: Dialog = { ...taken, state: { ...taken.state, holdUntilMs: untilMs } };
  return noted(held, at.nowMs, 'D-52', `${nameOf(by, at.policy)} держит диалог до ${clockWords(untilMs, at.policy.hours)}`);
}

/** The responsible manager opened the lead: a take that lapses, or the bot's drafts wait, as the policy says (SPEC D-55). */
export function managerOpened(dialog: Dialog, by: Manager, at: Moment): Dialog {
  const { nowMs, policy } = at;
  const { state } = dialog;
  const { cardOpened } = policy.settings;
  if (state.name === 'closed' || cardOpened === 'ignore') return dialog;
  const untilMs = nowMs + policy.durations.openingLapseMs;
  if (state.name === 'withManager') {
    if (!isSamePerson(state.holder, by)) return dialog;
    const opened = state.opening ? { opening: { ...state.opening, untilMs } } : {};
    return { ...dialog, state: { ...state, ...opened, lastActAtMs: nowMs } };
  }
  if (cardOpened === 'softHold') {
    const waiting: Dialog = { ...touchCancelled(dialog, nowMs), softHoldUntilMs: nowMs + policy.durations.softHoldMs };
    return noted(waiting, nowMs, 'D-55', `${nameOf(by, policy)} смотрит сделку: ответы бота ждут`);
  }
  const opened: Dialog = {
    ...touchCancelled(paused(dialog), nowMs),
    state: { name: 'withManager', holder: known(by), lastActAtMs: nowMs, opening: { untilMs, before: state } },
  };
  return leads(opened, nowMs, { spec: 'D-55', because: 'сделка открыта', text: `${nameOf(by, policy)} открыл(а) сделку: бот ждёт` });
}

const ONLY_OPENED = { spec: 'D-55', because: 'сделку только посмотрели', text: 'сделку только посмотрели: всё как было' };

/** No word, button or hold followed, or the words were nobody's: all is as it was, and what the client wrote meanwhile is dealt with (SPEC D-55, D-56). */
export function lapses(dialog: Dialog, before: { name: 'withBot' } | Awaiting, nowMs: number, why = ONLY_OPENED): Dialog {
  const lapsed = leads({ ...dialog, state: before }, nowMs, why);
  // Another dialog on the same lead wrote what it looked like to it.
  const back = marksOf(lapsed).leader === 'manager' ? showsLeader(lapsed, nowMs, LEADERS[before.name]) : lapsed;
  return before.name === 'awaitingManager' ? waitsForManager(back) : back;
}

/** When silence gives it back (SPEC D-51), or an opening lapses (D-55); not before it is known whose the words were (D-56). */
export function returnDueAtMs({ state, client }: Dialog, { durations }: Policy): number | undefined {
  if (state.name !== 'withManager' || state.doubt) return undefined;
  if (state.opening) return state.opening.untilMs;
  const { pendingSinceMs } = client;
  const silenceMs =
    pendingSinceMs === undefined
      ? state.lastActAtMs + durations.idleMs
      : Math.max(state.lastActAtMs, pendingSinceMs) + durations.idleWaitingMs;
  return Math.max(silenceMs, state.holdUntilMs ?? 0);
}

/** The clock gives it back. */
export function returnIfDue(dialog: Dialog, at: Moment): Dialog {
  const dueAtMs = returnDueAtMs(dialog, at.policy);
  const { state } = dialog;
  if (state.name !== 'withManager' || dueAtMs === undefined || at.nowMs < dueAtMs) return dialog;
  return state.opening ? lapses(dialog, state.opening.before, at.nowMs) : returnsToBot(dialog, at, 'менеджер молчит');
}

/** Scenario 4. The bot is back; what is pending is answered at once, else it says that it is there (SPEC D-57). */
export function returnsToBot(dialog: Dialog, at: Moment, why: string): Dialog {
  const { nowMs, policy } = at;
  const { introduced } = dialog.episode;
  const pending = isPending(dialog);
  const state: State = { name: 'withBot' };
  const { touchCancelledAtMs: _, ...kept } = dialog.episode;
  const anew = { resume: pending, returnWordsDue: introduced, clarified: false, draftsDropped: 0 };
  const episode: Episode = { ...kept, ...anew, previousState: dialog.state.name };
  const back = showsLeader({ ...botFallsSilent(noLongerAsked(dialog)), state, episode }, nowMs, 'bot');
  const next = leads(back, nowMs, { spec: 'D-51', because: why, text: `диалог вернулся боту: ${why}` });
  const greets = introduced && !pending && policy.settings.returnGreeting === 'atOnce' && isWithin(nowMs, policy.hours.greeting);
  if (!greets) return next;
  const text = joined(policy.texts.resumed, policy.texts.resumedIdle);
  return queued(next, { purpose: 'greeting', text, whenSent: { opens: true }, nextTryAtMs: nowMs });
}

/** A manager writes through us: a take, and a manager's message everywhere (SPEC D-58). */
export function managerSays(dialog: Dialog, by: Manager, text: string, at: Moment): Dialog {
  const taken = managerTakes(dialog, by, at, 'менеджер пишет через Эстафету');
  return queued(taken, { purpose: 'say', text, whenSent: { settlesSeq: taken.client.seq }, by: known(by), nextTryAtMs: at.nowMs });
}

/** A manager's word reached the client: everything the client wrote before it has its answer (SPEC D-51). */
export function managerWordHeard(dialog: Dialog, word: ManagerWord, at: Moment): Dialog {
  const heard = settled(dialog, writtenBy(dialog, word), 'taken');
  const wordMs = Math.max(heard.client.managerWordSentAtMs ?? 0, word.sentAtMs);
  const said: Dialog = {
    ...heard,
    client: { ...heard.client, managerWordSentAtMs: wordMs },
    episode: { ...heard.episode, lastWord: { by: 'manager', atMs: at.nowMs } },
  };
  return managerWasHeard(dialog, said, at.nowMs);
}
