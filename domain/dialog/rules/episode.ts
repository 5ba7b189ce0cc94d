import type { Contact, Crm, Dialog, Episode, State } from '../dialog.ts';
import type { Moment, Policy } from '../policy.ts';
import { noLongerAsked } from './author-questions.ts';
import { behind } from './behind.ts';
import { isPending } from './client-side.ts';
import { handOff, waitsForManager } from './handoff.ts';
import { leads } from './notes.ts';
import { DUE } from './the-lead.ts';

/** A dialog nobody has written in yet: it rests like a closed one until a person's word opens its first episode. */
export function newDialog(id: string): Dialog {
  const contact: Contact = { externalId: '', channel: '', conversationId: 0 };
  return {
    v: 1,
    id,
    contact,
    state: { name: 'closed' },
    episode: emptyEpisode(0, 0, 0),
    client: { seq: 0, settledSeq: 0 },
    transcript: { messages: [], older: 0 },
    crm: {},
    marks: {},
    outbox: { sends: [], writes: [], alerts: [], unknown: [] },
    ownMessageIds: [],
    alerts: [],
    decisions: [],
    nextId: 1,
  };
}

function emptyEpisode(number: number, openedAtMs: number, firstSentAtMs: number): Episode {
  return {
    number,
    openedAtMs,
    firstSentAtMs,
    introduced: false,
    returnWordsDue: false,
    resume: false,
    clarified: false,
    draftsDropped: 0,
    answeredOnce: false,
    booking: {},
    botState: null,
  };
}

/** A person's word opens a new episode, with a fresh card and kind (SPEC D-74, §10); what outlives episodes stays. */
export function opens(dialog: Dialog, state: State, sentAtMs: number, { nowMs }: Moment): Dialog {
  const { softHoldUntilMs: _, ...rest } = dialog;
  const { [DUE]: _due, ...marks } = dialog.marks; // of a request that ended without a lead
  return {
    ...rest,
    marks,
    state,
    episode: emptyEpisode(dialog.episode.number + 1, nowMs, sentAtMs),
    crm: lastingCrm(dialog),
    transcript: { messages: [], older: 0 },
  };
}

/** A fresh card belongs to each episode; but whom no phone names can be found in no other way again (SPEC D-01). */
const lastingCrm = ({ contact, crm }: Dialog): Crm => (contact.phone === undefined && crm.card ? { card: crm.card } : {});

/** When an episode that nobody continues closes (SPEC D-74). */
export function closeDueAtMs(dialog: Dialog, { durations }: Policy): number | undefined {
  const busy = isPending(dialog) || dialog.turn !== undefined || dialog.outbox.sends.length > 0;
  if (dialog.state.name !== 'withBot' || busy) return undefined;
  return (dialog.episode.lastWord?.atMs ?? dialog.episode.openedAtMs) + durations.closeAfterMs;
}

export function closeIfDue(dialog: Dialog, { nowMs, policy }: Moment): Dialog {
  const dueAtMs = closeDueAtMs(dialog, policy);
  if (dueAtMs === undefined || nowMs < dueAtMs) return dialog;
  const because = 'давно нет сообщений';
  return leads({ ...dialog, state: { name: 'closed' } }, nowMs, { spec: 'D-74', because, text: `эпизод закрыт: ${because}` });
}

/** An operator ends the dialog: what waits goes to a manager, owed writes are finished, then the run ends (DESIGN §3). */
export function closeForOperator(dialog: Dialog, at: Moment): Dialog {
  if (dialog.state.name === 'closed') return { ...dialog, cancelled: true };
  const { turn: _, ...rest } = noLongerAsked(waitingHandedOver(dialog, at));
  const because = 'диалог остановлен оператором';
  return leads({ ...rest, cancelled: true, state: { name: 'closed' } }, at.nowMs, { spec: 'D-90', because, text: because });
}

/** An opening that nobody confirmed keeps nothing back: it would have lapsed (SPEC D-55, D-90). */
function waitingHandedOver(dialog: Dialog, at: Moment): Dialog {
  const { state } = dialog;
  const stands = behind(state);
  if (stands.name === 'awaitingManager') return waitsForManager({ ...dialog, state: stands });
  if (stands.name !== 'withBot' || !isPending(dialog)) return dialog;
  return handOff(dialog, { reason: 'botUnavailable', summary: 'Диалог остановлен оператором.' }, at);
}

/** What a closed dialog carries into its resting run: no transcript and no card (DESIGN §3, Closing). */
export function resting(dialog: Dialog): Dialog {
  const { reviewNoted: _, ...episode } = dialog.episode;
  return {
    ...dialog,
    transcript: { messages: [], older: 0 },
    crm: lastingCrm(dialog),
    decisions: dialog.decisions.slice(-1),
    episode: { ...episode, booking: {}, botState: null },
  };
}
