import assert from 'node:assert/strict';
import type { JournalRow } from '../../journal/rows.ts';
import { devScene, alwaysOpen, type DevScene } from '../support/dev-scene.ts';
import { eventually } from '../support/environment.ts';
import type { Guest } from '../support/guest.ts';
import { eventsAtRest, kindOf } from '../support/history-of.ts';

const TASK = ['TASK_SCHEDULED', 'TASK_STARTED', 'TASK_COMPLETED'];
const ACTIVITY = ['ACTIVITY_TASK_SCHEDULED', 'ACTIVITY_TASK_STARTED', 'ACTIVITY_TASK_COMPLETED'];
const MESSAGE = ['EXECUTION_SIGNALED', ...TASK];
const QUIET = ['TIMER_STARTED', 'TIMER_FIRED', ...TASK];
const BOT_AND_SEND = [...ACTIVITY, ...TASK, ...ACTIVITY, ...TASK];

/** The floor that DESIGN §3 holds, measured in facts/temporal_proved.md §1: what Temporal Cloud bills and what disks store. */
describe('what a client’s message costs', function () {
  this.timeout(60_000);
  let scene: DevScene;
  const journal: JournalRow[] = [];
  before(async () => (scene = await devScene({ journal: (rows) => void journal.push(...rows) })));
  after(() => scene.stop());

  /** The card is fresh, the far alarm armed, «Ведёт диалог» written: the ordinary turn comes next. */
  async function inConversation(quietMs: number): Promise<Guest> {
    const guest = scene.guest({ policy: alwaysOpen({ durations: { quietMs, quietMaxMs: 30_000 } }) });
    await guest.says('Здравствуйте');
    await eventually('the first answer', () => guest.sent.length === 1);
    await eventsAtRest(guest);
    return guest;
  }

  async function costOf(guest: Guest, turn: () => Promise<void>): Promise<string[]> {
    const before = (await eventsAtRest(guest)).length;
    await turn();
    return (await eventsAtRest(guest)).slice(before).map(kindOf);
  }

  const answered = async (guest: Guest, times: number): Promise<void> => {
    await eventually(`answer ${times}`, () => guest.sent.length === times);
  };
  const takenIn = async (guest: Guest, messages: number): Promise<void> => {
    await eventually('the message to be taken in', async () => (await guest.view()).unanswered.count === messages);
  };

  it('with the quiet timer 21 events and 4 workflow tasks: no event for details, summaries, search attributes or the far alarm', async () => {
    const guest = await inConversation(500);
    const events = await costOf(guest, async () => {
      await guest.says('Есть ли бассейн?');
      await answered(guest, 2);
    });
    assert.deepEqual(events, [...MESSAGE, ...QUIET, ...BOT_AND_SEND]);
    assert.equal(events.length, 21);
    const pending = (await eventsAtRest(guest)).map(kindOf);
    assert.equal(count(pending, 'TIMER_STARTED') - count(pending, 'TIMER_FIRED'), 1, 'one far alarm, armed by the first turn');
  });

  it('with quiet time 0 it is 16 events and 3 workflow tasks', async () => {
    const guest = await inConversation(0);
    const events = await costOf(guest, async () => {
      await guest.says('Есть ли бассейн?');
      await answered(guest, 2);
    });
    assert.deepEqual(events, [...MESSAGE, ...BOT_AND_SEND]);
    assert.equal(events.length, 16);
    const told = journal.filter(({ contact_key }) => contact_key === guest.key).map(({ kind }) => kind);
    assert.deepEqual(told.slice(-2), ['clientWrote', 'botWrote'], 'and the journal was told of it for nothing');
  });

  it('Pact’s echo of our own message 4 events and a task', async () => {
    const guest = await inConversation(0);
    const events = await costOf(guest, async () => {
      await guest.echoes();
      await eventually('the echo', async () => (await eventsAtRest(guest)).at(-4)?.workflowExecutionSignaledEventAttributes != null);
    });
    assert.deepEqual(events, MESSAGE);
  });

  it('a further message of a burst 4 events and a task, and the timer once again', async () => {
    const guest = await inConversation(1_500);
    const burst = async (messages: number): Promise<string[]> =>
      costOf(guest, async () => {
        const sent = guest.sent.length;
        for (let message = 1; message <= messages; message += 1) {
          await guest.says(`Вопрос ${message}`);
          await takenIn(guest, message);
        }
        await answered(guest, sent + 1);
      });
    const two = await burst(2);
    const three = await burst(3);
    assert.deepEqual(two, [...MESSAGE, QUIET[0], ...MESSAGE, ...QUIET.slice(1), ...QUIET, ...BOT_AND_SEND]);
    assert.equal(three.length - two.length, 4);
    assert.equal(count(three, 'TASK_COMPLETED') - count(two, 'TASK_COMPLETED'), 1);
  });

  it('people see it all in the Web UI: what waits, and each activity and timer by its name', async () => {
    const guest = await inConversation(100);
    const details = await guest.handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    assert.match(JSON.stringify(details), /Ведёт бот/u);
    const events = await eventsAtRest(guest);
    const named = events.filter((event) => ['ACTIVITY_TASK_SCHEDULED', 'TIMER_STARTED'].includes(kindOf(event)));
    assert.ok(named.length >= 4);
    for (const event of named) assert.match(wordsOf(event.userMetadata?.summary?.data), /^"[А-Я]/u, `${kindOf(event)} has a name in words`);
    const texts = named.map((event) => wordsOf(event.userMetadata?.summary?.data)).join();
    assert.match(texts, /Спросить бота: что ответить клиенту.*Отправить клиенту: ответ бота/u);
  });
});

const wordsOf = (data: Uint8Array | null | undefined): string => Buffer.from(data ?? []).toString();

const count = (kinds: readonly string[], kind: string): number => kinds.filter((one) => one === kind).length;
