import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import type { BotAction } from '../../domain/dialog/bot.ts';
import { createDialogWorkflows } from '../../api/dialog-workflows.ts';
import { alwaysOpen, devScene, type DevScene } from '../support/dev-scene.ts';
import { eventually, TEST_NAMESPACE } from '../support/environment.ts';
import { ANNA, type Guest } from '../support/guest.ts';
import { eventsAtRest, runsOf } from '../support/history-of.ts';
import { createPersonSeal } from '../../contact/person-seal.ts';

const SENDERS = 8;
const MESSAGES = 3_000;
/** Every tenth is sent again, as Pact does when it got no answer. */
const REPEATED = 10;
const EVENTS_MAX = 2_000;
/** A second, all together. Much more on one dialog, and a continue-as-new always meets a signal that came meanwhile, and is refused. */
const RATE = 100;
/** Nobody is further ahead than this: the dialog knows the last 500 ids, and a busy server may keep one call waiting for seconds. */
const ROUND = 25;

/** `SENDERS` people writing into one dialog at once. */
async function fire(guest: Guest, messages: number): Promise<void> {
  const startedAtMs = Date.now();
  const send = async (sender: number, number: number): Promise<void> => {
    const dueAtMs = startedAtMs + ((number * SENDERS + sender) * 1_000) / RATE;
    await wait(dueAtMs - Date.now());
    const message = { messageId: `${sender}-${number}`, sentAtMs: dueAtMs };
    await guest.says('?', message);
    if (number % REPEATED === 0) await guest.says('?', message);
  };
  const each = messages / SENDERS;
  for (let first = 0; first < each; first += ROUND)
    await Promise.all(
      Array.from({ length: SENDERS }, async (_, sender) => {
        for (let number = first; number < Math.min(first + ROUND, each); number += 1) await send(sender, number);
      }),
    );
}

/** Of each sender the numbers follow each other without a gap. */
function inOrder(ids: readonly string[]): boolean {
  const last = new Map<string, number>();
  return ids.every((id) => {
    const [sender = '', number = ''] = id.split('-');
    const before = last.get(sender);
    last.set(sender, Number(number));
    return before === undefined || Number(number) === before + 1;
  });
}

describe('under fire', function () {
  this.timeout(180_000);
  let scene: DevScene;
  before(async () => (scene = await devScene()));
  after(() => scene.stop());

  const runLengths = async (guest: Guest): Promise<number[]> => (await runsOf(scene.client, guest)).map(({ length }) => length);

  it(`D-02: ${MESSAGES} messages of ${SENDERS} senders on one dialog are taken in once each, in order, and none is left unanswered`, async () => {
    // A bot that is slower than the messages come: at every moment a turn is in flight, and only a drain lets the run end.
    const bot = async (): Promise<BotAction[]> => wait(200).then(() => [{ type: 'reply', text: 'Отвечаю.' }]);
    const guest = scene.guest({ policy: alwaysOpen({ durations: { quietMs: 0 } }), bot });
    await fire(guest, MESSAGES);
    await eventually('the last answer', async () => (await guest.view()).unanswered.count === 0, 60_000);
    await eventsAtRest(guest);
    const { transcript, olderMessages } = await guest.view();
    assert.equal(transcript.length + olderMessages - guest.sent.length, MESSAGES);
    for (const { messages } of guest.asked)
      assert.ok(inOrder(messages.flatMap(({ role, id }) => (role === 'client' ? [id] : []))), 'each sender’s order is kept');
    const lengths = await runLengths(guest);
    assert.ok(lengths.length > 1 && Math.max(...lengths) <= EVENTS_MAX, `runs of ${lengths.join(', ')} events`);
  });

  it('what a manager writes through the API meanwhile goes out exactly once each, over every continue-as-new', async () => {
    const guest = scene.guest({ policy: alwaysOpen({ durations: { quietMs: 50 } }) });
    const log = pino({ level: 'silent' });
    const door = createDialogWorkflows({
      ...scene,
      namespace: TEST_NAMESPACE,
      persons: createPersonSeal('a secret of the test'),
      log,
      now: () => Date.now(),
    });
    await guest.says('Здравствуйте');
    await guest.take();
    const texts = Array.from({ length: 48 }, (_, index) => `Ответ ${index + 1}`);
    const caller = async (own: readonly string[]): Promise<void> => {
      for (const text of own) await door.command(guest.key, 'say', { by: ANNA, text }, `update-${text}`);
    };
    await Promise.all([fire(guest, 800), ...[0, 1, 2, 3].map((one) => caller(texts.filter((_, index) => index % 4 === one)))]);
    await eventually('the last word', () => guest.sent.length >= texts.length, 60_000);
    await eventsAtRest(guest);
    assert.deepEqual(guest.texts.toSorted(), texts.toSorted());
    const lengths = await runLengths(guest);
    assert.ok(lengths.length > 1 && Math.max(...lengths) <= EVENTS_MAX, `runs of ${lengths.join(', ')} events`);
    await door.drained();
  });
});
