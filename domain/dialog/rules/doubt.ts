import type { Dialog, Doubt, DoubtedWord, State, WithManager } from '../dialog.ts';
import type { DialogEvent } from '../events.ts';
import type { Moment, Policy } from '../policy.ts';
import { paused } from './abandoned-turn.ts';
import { isPending } from './client-side.ts';
import { noLongerAsked } from './author-questions.ts';
import { isAct } from './crm-acts.ts';
import { lapses, managerTakes, managerWordHeard } from './manager-turn.ts';
import { leads, noted } from './notes.ts';
import { rewritten } from './transcript.ts';

const doubtOf = ({ state }: Dialog): Doubt | undefined => (state.name === 'withManager' ? state.doubt : undefined);

/**
 * A word that may prove to be nobody's. Silence first: from this instant it is a take. What else a manager's word means (the client's
 * messages have their answer, «Ведёт диалог», the final touch) waits with it, so that nothing has to be unsaid (SPEC D-56, docs/decisions/021).
 */
export function doubted(dialog: Dialog, rested: Dialog | undefined, word: DoubtedWord, { nowMs }: Moment): Dialog {
  const { state } = dialog;
  const known = doubtOf(dialog);
  const before = rested === undefined ? state : rested.state;
  const doubt: Doubt = known
    ? { ...known, words: [...known.words, word] }
    : { before, ...(rested === undefined ? {} : { restedEpisode: rested.episode }), words: [word] };
  const waiting = { ...paused(dialog), state: waitingState(state, doubt, nowMs) };
  if (known) return waiting;
  const because = 'написали мимо Эстафеты';
  const why = { spec: 'D-56', because, text: `${because}: бот молчит, чьи это слова, скажет amoCRM` };
  return state.name === 'withManager' ? noted(waiting, nowMs, why.spec, why.text) : leads(waiting, nowMs, why);
}

function waitingState(state: State, doubt: Doubt, nowMs: number): WithManager {
  if (state.name !== 'withManager') return { name: 'withManager', holder: {}, lastActAtMs: nowMs, doubt };
  const { opening: _, ...standing } = state; // it lies in what was before
  return { ...standing, lastActAtMs: nowMs, doubt };
}

/** Whatever a manager does meanwhile: the dialog is a person's from now on, whoever wrote those words (SPEC D-56). */
export function standsByAct(dialog: Dialog, event: DialogEvent, at: Moment): Dialog {
  if (doubtOf(dialog) === undefined || !endsDoubt(dialog, event, at.policy)) return dialog;
  const { state, ...standing } = stands(dialog, at);
  // Its own rule may find the field's news told by now: it is an act all the same.
  return { ...standing, state: state.name === 'withManager' ? { ...state, lastActAtMs: at.nowMs } : state };
}

function endsDoubt(dialog: Dialog, event: DialogEvent, { settings }: Policy): boolean {
  if (event.type === 'managerTook') return isAct(dialog, event, 'manager');
  if (event.type === 'managerReleased') return isAct(dialog, event, 'bot');
  if (event.type === 'cardOpened') return settings.cardOpened !== 'ignore';
  return ENDING.includes(event.type);
}

const ENDING: readonly DialogEvent['type'][] = ['take', 'release', 'hold', 'say', 'cancelRequested'];

/** They count as a person's: what a manager's words mean, with the moments at which they came (SPEC D-50, D-56). */
export function stands(dialog: Dialog, { policy }: Moment): Dialog {
  const doubt = doubtOf(dialog);
  if (doubt === undefined) return dialog;
  const before: State = doubt.before.name === 'closed' ? { name: 'withBot' } : doubt.before; // its episode is open since
  return doubt.words.reduce<Dialog>(
    (result, word) => {
      const then: Moment = { nowMs: word.atMs, policy };
      return managerWordHeard(managerTakes(result, {}, then, 'менеджер написал'), word, then);
    },
    { ...dialog, state: before },
  );
}

/** It was nobody's: shown as a machine's, and when none of these words is left, all is as it was (SPEC D-56). */
export function wasNobodys(dialog: Dialog, messageId: string, { nowMs }: Moment): Dialog {
  const { state } = dialog;
  const doubt = doubtOf(dialog);
  if (state.name !== 'withManager' || doubt?.words.some((word) => word.messageId === messageId) !== true) return dialog;
  const words = doubt.words.filter((word) => word.messageId !== messageId);
  const shown: Dialog = { ...dialog, transcript: rewritten(dialog.transcript, messageId, { role: 'note' }) };
  if (words.length > 0) return { ...shown, state: { ...state, doubt: { ...doubt, words } } };
  const { before } = doubt;
  const why = { spec: 'D-56', because: 'клиенту написал не человек', text: 'amoCRM: это написал не человек, всё как было' };
  if (before.name === 'closed') return leads(restsAgain(shown, doubt), nowMs, why);
  return before.name === 'withManager' ? noted({ ...shown, state: before }, nowMs, why.spec, why.text) : lapses(shown, before, nowMs, why);
}

/** A machine opens nothing; but the client, who has written since, does (SPEC D-56, D-74). */
function restsAgain(dialog: Dialog, { restedEpisode: rested }: Doubt): Dialog {
  const first = dialog.transcript.messages.find(({ seq = 0 }) => seq > dialog.client.settledSeq);
  if (!isPending(dialog) || first === undefined)
    return noLongerAsked({
      ...dialog,
      state: { name: 'closed' },
      episode: rested ?? dialog.episode,
      transcript: { messages: [], older: 0 },
    });
  const { atMs: openedAtMs, sentAtMs: firstSentAtMs = openedAtMs } = first;
  return { ...dialog, state: { name: 'withBot' }, episode: { ...dialog.episode, openedAtMs, firstSentAtMs } };
}
