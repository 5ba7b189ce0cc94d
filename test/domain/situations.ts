import assert from 'node:assert/strict';
import type { BotAction, BotRequest } from '../../domain/dialog/bot.ts';
import type { Interval, Stage } from '../../domain/dialog/card.ts';
import type { Handoff, Message, WithManager } from '../../domain/dialog/dialog.ts';
import { aCard, aLead, at, everyDay, hours, seconds } from '../support/builders.ts';
import { FakeWorld, replies, type WorldOptions } from '../support/fake-world.ts';

export const LEAD = 42_000_001;

/** 09:00–13:00 and 14:00–20:00. */
export const WITH_BREAK = everyDay('09:00', '13:00').flatMap(([startMs, endMs]): Interval[] => [
  [startMs, endMs],
  [endMs + hours(1), endMs + hours(7)],
]);

/** Tuesday is a holiday, Wednesday a short day. */
export const WITH_HOLIDAY = everyDay('09:00', '20:00', { 1: [], 2: [['10:00', '15:00']] });

/** A guest with one lead has asked something and the bot has answered, ten seconds after `startMs`. */
export function answered(options: WorldOptions & { stage?: Stage } = {}): FakeWorld {
  const { stage = 'new', ...rest } = options;
  const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage })]), ...rest });
  world.client('Сколько стоит номер?');
  world.pass(seconds(10));
  return world;
}

/** From the first question to the bot's answer: 8 s of quiet, the card, the bot. */
const UNTIL_DECIDED_MS = 9_200;

/** The bot hands the guest over at exactly that moment. */
export function handedOver(atMs: number = at('12:00'), options: WorldOptions & { stage?: Stage } = {}): FakeWorld {
  const world = answered({ bot: () => [handoff('clientAsked', 'Просит человека')], ...options, startMs: atMs - UNTIL_DECIDED_MS });
  assert.equal(handoffOf(world).atMs, atMs);
  return world;
}

export const handoff = (reason: string, summary = ''): BotAction => ({ type: 'handoff', reason, summary });

export function handoffOf(world: FakeWorld): Handoff {
  const { state } = world.dialog;
  if (state.name !== 'awaitingManager') assert.fail(`nobody is awaited: ${state.name}`);
  return state.handoff;
}

export function holding({ dialog: { state } }: FakeWorld): WithManager {
  if (state.name !== 'withManager') assert.fail(`no manager leads: ${state.name}`);
  return state;
}

/** Answers the first question with words, everything later as told. */
export function afterwards(later: (request: BotRequest) => readonly BotAction[] | 'malformed' | 'noAnswer') {
  let asked = 0;
  return (request: BotRequest): readonly BotAction[] | 'malformed' | 'noAnswer' => {
    asked += 1;
    return asked === 1 ? [replies('Конечно, расскажу.')] : later(request);
  };
}

export const clientMessages = ({ dialog }: FakeWorld): Message[] => dialog.transcript.messages.filter(({ role }) => role === 'client');

export const endings = (world: FakeWorld): (string | undefined)[] => clientMessages(world).map(({ ending }) => ending);

/** A guest whom the bot has answered and a manager has answered too: `atMs` is the moment of the manager's message. */
export function managerAnswered(atMs: number, options: WorldOptions & { stage?: Stage } = {}): FakeWorld {
  const world = answered({ ...options, startMs: atMs - seconds(60) });
  world.until(atMs);
  world.manager('Добрый день! Это Анна.');
  return world;
}

/** The bot's last word reaches the guest at exactly that moment. */
export function lastWordAt(atMs: number, options: WorldOptions & { stage?: Stage } = {}): FakeWorld {
  const world = answered({ bot: afterwards(() => [replies(TOUCH)]), ...options, startMs: atMs - UNTIL_DECIDED_MS - 200 });
  assert.deepEqual(world.dialog.episode.lastWord, { by: 'bot', atMs });
  return world;
}

export const TOUCH = 'Остались вопросы?';

export const touches = ({ sent }: FakeWorld): number[] => sent.filter(({ text }) => text.includes(TOUCH)).map(({ atMs }) => atMs);

export const callTasks = ({ tasks }: FakeWorld): FakeWorld['tasks'] => tasks.filter(({ kind }) => kind === 'call');
