import type { Dialog, Message } from '../dialog/dialog.ts';
import type { DialogEvent } from '../dialog/events.ts';
import type { Send } from '../dialog/outbox.ts';
import type { Fact } from './facts.ts';
import { holderId, whoIs } from './leading.ts';

/** What was said: by the client, the bot, a manager; and what of the bot's silence was meant. */
export function wordFacts(before: Dialog, event: DialogEvent, after: Dialog): readonly Fact[] {
  const facts = freshMessages(before, after).flatMap((message) => factsOf(message, before, event, after));
  const silent = event.type === 'botAnswered' && after.client.settledSeq > before.client.settledSeq;
  return [
    ...clientWrote(before, after),
    ...facts,
    ...nowCertain(before, after),
    ...(silent ? [{ kind: 'keptSilent', spec: 'D-90' } as const] : []),
  ];
}

function freshMessages({ transcript: before }: Dialog, { transcript: after }: Dialog): readonly Message[] {
  if (before === after) return [];
  const known = new Set(before.messages.map(({ id }) => id));
  return after.messages.filter(({ id }) => !known.has(id));
}

function factsOf({ role, id }: Message, before: Dialog, event: DialogEvent, after: Dialog): readonly Fact[] {
  switch (role) {
    case 'client': // counted where it was taken in
    case 'note': // a machine's
      return [];
    case 'bot':
      return [{ kind: 'botWrote', spec: 'D-20', purpose: sentNow(before, event, after)?.purpose ?? 'answer' }];
    case 'manager':
      return isDoubted(after, id) ? [] : [managerWrote(before, event, after)];
  }
}

function clientWrote(before: Dialog, after: Dialog): readonly Fact[] {
  if (after.client.seq === before.client.seq) return [];
  const touchedAtMs = touchBefore(before);
  return [
    { kind: 'clientWrote', spec: 'D-02' },
    ...(touchedAtMs === undefined ? [] : [{ kind: 'cameBack', spec: 'D-73', touchedAtMs } as const]),
  ];
}

/** The touch that reached the client after their last message; one that was only tried left no message behind (D-72). */
function touchBefore({ marks, client, transcript }: Dialog): number | undefined {
  const touches = Object.values(marks).flatMap(({ finalTouchAtMs }) => finalTouchAtMs ?? []);
  return touches.find(
    (touchedAtMs) =>
      touchedAtMs > (client.lastAtMs ?? 0) && transcript.messages.some(({ role, atMs }) => role === 'bot' && atMs === touchedAtMs),
  );
}

/** What has left the outbox with this event: the message that Pact accepted, or whose echo came. */
function sentNow(before: Dialog, event: DialogEvent, after: Dialog): Send | undefined {
  const left = new Set([...after.outbox.sends.map(({ id }) => id), ...after.outbox.unknown.map(({ id }) => id)]);
  const tried = [...before.outbox.sends, ...before.outbox.unknown.flatMap(({ send }) => send ?? [])];
  if (event.type === 'messageSent') return tried.find(({ id }) => id === event.sendId);
  return tried.find(({ id }) => !left.has(id));
}

function managerWrote(before: Dialog, event: DialogEvent, after: Dialog): Fact {
  const send = event.type === 'managerWrote' ? undefined : sentNow(before, event, after);
  const who = whoIs(send?.by?.id ?? holderId(after.state));
  return { kind: 'managerWrote', spec: send ? 'D-58' : 'D-50', ...who, through: send ? 'estafeta' : 'channel' };
}

const isDoubted = ({ state }: Dialog, id: string): boolean =>
  state.name === 'withManager' && state.doubt?.words.some(({ messageId }) => messageId === id) === true;

/** Words that were in doubt and count as a person's now (D-56). */
function nowCertain({ state }: Dialog, after: Dialog): readonly Fact[] {
  if (state.name !== 'withManager' || state.doubt === undefined) return [];
  const who = whoIs(holderId(after.state));
  return state.doubt.words
    .filter(
      ({ messageId }) =>
        !isDoubted(after, messageId) && after.transcript.messages.some(({ id, role }) => id === messageId && role === 'manager'),
    )
    .map((): Fact => ({ kind: 'managerWrote', spec: 'D-56', ...who, through: 'channel' }));
}
