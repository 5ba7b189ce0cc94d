import type { Dialog, Handoff, State } from '../dialog/dialog.ts';
import type { DialogEvent } from '../dialog/events.ts';
import { behind, isTaken } from '../dialog/rules/behind.ts';
import type { Fact, TakenBy } from './facts.ts';

export const holderId = (state: State): number | undefined => (state.name === 'withManager' ? state.holder.id : undefined);

/** Left out where nothing names them. */
export const whoIs = (managerId: number | undefined): { managerId?: number } => (managerId === undefined ? {} : { managerId });

/** Who leads, and how that came: openings and closings, handoffs, takes, holds and returns. */
export function leadingFacts(before: Dialog, event: DialogEvent, after: Dialog): readonly Fact[] {
  if (before.state === after.state && before.episode.number === after.episode.number) return [];
  return [
    ...opened(before, event, after),
    ...handedOver(before.state, after.state),
    ...balance(before.state, event, after.state),
    ...led(before.state, event, after.state),
    ...closed(before, event, after),
  ];
}

const opened = (before: Dialog, { type }: DialogEvent, after: Dialog): readonly Fact[] =>
  after.episode.number > before.episode.number ? [{ kind: 'opened', spec: 'D-74', by: type === 'clientWrote' ? 'client' : 'manager' }] : [];

const handoffOf = (state: State): Handoff | undefined => {
  const standing = behind(state);
  return standing.name === 'awaitingManager' ? standing.handoff : undefined;
};

/** One that an opening or a doubt hid meanwhile is no new one (D-55). */
function handedOver(before: State, after: State): readonly Fact[] {
  const [known, now] = [handoffOf(before), handoffOf(after)];
  if (now === undefined) return [];
  const { reason, step } = now;
  if (known?.id !== now.id) return [{ kind: 'handedOver', spec: 'D-40', reason }];
  return step === known.step || step === 'waiting' ? [] : [{ kind: 'notTaken', spec: 'D-43', reason, step }];
}

/** An opened card, words in doubt, and how both may come to nothing (D-55, D-56). */
function balance(before: State, { type }: DialogEvent, after: State): readonly Fact[] {
  const facts: Fact[] = [];
  const [was, is] = [before.name === 'withManager' ? before : undefined, after.name === 'withManager' ? after : undefined];
  if (is?.opening && type === 'cardOpened' && !was?.opening) facts.push({ kind: 'cardOpened', spec: 'D-55', ...whoIs(is.holder.id) });
  if (is?.doubt && !was?.doubt) facts.push({ kind: 'doubted', spec: 'D-56' });
  if (was === undefined || isTaken(was)) return facts;
  // Words that were nobody's may leave an opened card as it was before them.
  if (was.doubt && type === 'authorTold' && !is?.doubt && (!is || is.opening)) facts.push({ kind: 'lapsed', spec: 'D-56', what: 'doubt' });
  if (!was.doubt && type === 'timePassed' && !is) facts.push({ kind: 'lapsed', spec: 'D-55', what: 'opening' });
  return facts;
}

function led(before: State, event: DialogEvent, after: State): readonly Fact[] {
  if (after.name === 'withManager' && isTaken(after)) return [...taken(before, event, after), ...held(before, event, after)];
  const how = RETURNED[event.type];
  const withPeople = before.name === 'awaitingManager' || before.name === 'withManager';
  const lapses = before.name === 'withManager' && !isTaken(before) && event.type === 'timePassed';
  return after.name === 'withBot' && withPeople && how !== undefined && !lapses ? [{ kind: 'returned', spec: 'D-51', how }] : [];
}

const RETURNED: { readonly [Type in DialogEvent['type']]?: 'silence' | 'field' | 'button' } = {
  timePassed: 'silence',
  managerReleased: 'field',
  release: 'button',
};

type WithManager = Extract<State, { name: 'withManager' }>;

function taken(before: State, event: DialogEvent, after: WithManager): readonly Fact[] {
  const who = whoIs(after.holder.id);
  if (before.name !== 'withManager' || !isTaken(before)) return [{ kind: 'taken', spec: 'D-50', ...who, how: takenBy(event) }];
  if (before.holder.id === after.holder.id && before.holder.name === after.holder.name) return [];
  return event.type === 'authorTold'
    ? [{ kind: 'managerNamed', spec: 'D-56', ...who }]
    : [{ kind: 'passedOn', spec: 'D-54', ...who, how: takenBy(event) }];
}

const TAKEN_BY: { readonly [Type in DialogEvent['type']]?: TakenBy } = { take: 'button', hold: 'hold', say: 'say', cardOpened: 'opening' };

/** Without an act of its own it was a person's word, now or once it is certain whose it was. */
const takenBy = (event: DialogEvent): TakenBy => (event.type === 'managerTook' ? event.via : (TAKEN_BY[event.type] ?? 'message'));

const held = (before: State, event: DialogEvent, after: WithManager): readonly Fact[] =>
  event.type === 'hold' && after.holdUntilMs !== undefined && !(before.name === 'withManager' && before.holdUntilMs === after.holdUntilMs)
    ? [{ kind: 'held', spec: 'D-52', ...whoIs(after.holder.id), untilMs: after.holdUntilMs }]
    : [];

function closed(before: Dialog, event: DialogEvent, after: Dialog): readonly Fact[] {
  const wasOver = before.state.name === 'closed' && before.episode.number === after.episode.number; // else it opened and closed at once
  if (after.state.name !== 'closed' || wasOver) return [];
  if (after.cancelled) return [{ kind: 'closed', spec: 'D-90', how: 'operator' }];
  return event.type === 'timePassed'
    ? [{ kind: 'closed', spec: 'D-74', how: 'silence' }]
    : [{ kind: 'closed', spec: 'D-56', how: 'notAPerson' }];
}
