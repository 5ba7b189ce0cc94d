import assert from 'node:assert/strict';
import type { BotRequest } from '../../domain/dialog/bot.ts';
import { alwaysOpen, devScene, type DevScene } from '../support/dev-scene.ts';
import { eventually } from '../support/environment.ts';
import { eventsAtRest, kindOf, runsOf } from '../support/history-of.ts';

const TURNS = 130;

/** What continue-as-new adds to the floor, and that it keeps the dialog small (DESIGN §3; facts/temporal_proved.md §1). */
describe('what a long conversation costs', function () {
  this.timeout(120_000);
  let scene: DevScene;
  before(async () => (scene = await devScene()));
  after(() => scene.stop());

  /** Events of a turn on average over all runs, from the second turn on. */
  async function perTurn(quietMs: number): Promise<{ events: number; runs: number; tasks: number }> {
    const guest = scene.guest({ policy: alwaysOpen({ durations: { quietMs } }) });
    const turn = async (number: number): Promise<void> => {
      await guest.says(`Вопрос ${number}`);
      await eventually(`answer ${number}`, () => guest.sent.length === number);
    };
    await turn(1);
    const first = (await eventsAtRest(guest)).length;
    for (let number = 2; number <= TURNS; number += 1) await turn(number);
    await eventsAtRest(guest);
    const runs = await runsOf(scene.client, guest);
    const kinds = runs.flat().map(kindOf);
    const tasks = kinds.slice(first).filter((kind) => kind === 'TASK_COMPLETED').length;
    return { events: (kinds.length - first) / (TURNS - 1), runs: runs.length, tasks: tasks / (TURNS - 1) };
  }

  it(`over ${TURNS} turns at most 21.2 events and 4.05 tasks each with the quiet timer, 16.2 and 3.05 without`, async () => {
    const [quiet, atOnce] = await Promise.all([perTurn(3), perTurn(0)]);
    assert.ok(quiet.runs >= 3 && atOnce.runs >= 2, 'both have continued as new');
    assert.ok(quiet.events <= 21.2 && quiet.tasks <= 4.05, JSON.stringify(quiet));
    assert.ok(atOnce.events <= 16.2 && atOnce.tasks <= 3.05, JSON.stringify(atOnce));
  });

  it('the whole state stays under 64 KB, however much is written', async () => {
    const guest = scene.guest({ policy: alwaysOpen({ durations: { quietMs: 0 } }), bot: longWinded });
    const cyrillic = 'Ю'.repeat(9_000);
    const url = `https://files.example/${'x'.repeat(900)}`;
    for (let number = 1; number <= 60; number += 1) {
      await guest.says(number % 3 === 0 ? cyrillic : `Вопрос ${number}`, {
        attachments: Array.from({ length: 30 }, () => ({ kind: 'photo' as const, url })),
        quotes: cyrillic,
      });
      if (number % 10 === 0) await eventually('an answer', () => guest.sent.length >= number / 10);
    }
    await eventsAtRest(guest);
    await guest.continuesAsNew();
    const started = (await runsOf(scene.client, guest)).at(-1)?.[0]?.workflowExecutionStartedEventAttributes;
    const bytes = (started?.input?.payloads ?? []).reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
    assert.ok(bytes > 20_000 && bytes < 64 * 1_024, `${bytes} bytes`);
    const { transcript, olderMessages } = await guest.view();
    assert.ok(transcript.length > 0 && olderMessages > 0);
    assert.ok(transcript.at(-1)?.text);
  });
});

/** A bot that says as much as it may. */
function longWinded({ newMessageIds }: BotRequest): [{ type: 'reply'; text: string }] {
  return [{ type: 'reply', text: `Отвечаю на ${newMessageIds.length}. ${'Очень подробно. '.repeat(200)}` }];
}
