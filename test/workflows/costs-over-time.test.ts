import assert from 'node:assert/strict';
import type { BotBooking } from '../../domain/dialog/bot.ts';
import type { Card } from '../../domain/dialog/card.ts';
import { managerTookSignal } from '../../workflows/dialog/messages.ts';
import { aCard, aLead, everyDay } from '../support/builders.ts';
import { alwaysOpen, devScene, type DevScene } from '../support/dev-scene.ts';
import { eventually } from '../support/environment.ts';
import { LEAD_ID, type Guest } from '../support/guest.ts';
import { eventsAtRest, eventsOf, kindOf, runsOf, type HistoryEvent } from '../support/history-of.ts';

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

  it('the whole state stays under 64 KB, however much is written and known', async () => {
    const guest = scene.guest({ policy: alwaysOpen({ durations: { quietMs: 0 } }), card: aThickCard() });
    guest.bot = () => ({
      actions: [
        { type: 'setBooking', fields: aThickBooking },
        { type: 'reply', text: 'Да.' },
      ],
      state: cyrillic(2_047),
    });
    await guest.says('Здравствуйте');
    const attachments = Array.from({ length: 30 }, (_, index) => ({ kind: 'photo' as const, url: `https://files.example/${index}` }));
    for (let number = 2; number <= 60; number += 1) {
      await guest.says(cyrillic(400), number % 10 === 0 ? { attachments, quotes: cyrillic(9_000) } : {});
      if (number % 10 === 0) await eventually('an answer', () => guest.sent.length >= number / 10);
    }
    for (let number = 1; number <= 450; number += 50)
      await Promise.all(Array.from({ length: 50 }, (_, more) => actOf(guest, number + more)));
    await guest.continuesAsNew();
    const bytes = sizeOfInput(await eventsOf(guest));
    assert.ok(bytes > 40_000 && bytes < 64 * 1_024, `${bytes} bytes`);
    assert.ok((await guest.view()).olderMessages > 0);
  });

  it('one huge message neither fills it nor is lost', async () => {
    const guest = scene.guest({ policy: alwaysOpen({ durations: { quietMs: 0 } }) });
    const url = `https://files.example/${'x'.repeat(900)}`;
    await guest.says('Здравствуйте');
    await guest.says(cyrillic(90_000), {
      quotes: cyrillic(90_000),
      attachments: Array.from({ length: 100 }, () => ({ kind: 'photo', url })),
    });
    await eventually('the answer', async () => guest.sent.length > 0 && (await guest.view()).unanswered.count === 0);
    await guest.continuesAsNew();
    const bytes = sizeOfInput(await eventsOf(guest));
    assert.ok(bytes < 64 * 1_024, `${bytes} bytes`);
    assert.ok((await guest.view()).transcript.some(({ text }) => text.startsWith(cyrillic(4_000))));
  });
});

/** News without consequences, under an id as long as the ones of lead changes. */
const actOf = ({ handle }: Guest, number: number): Promise<void> =>
  handle.signal(managerTookSignal, { actId: `${'f'.repeat(40)}:${number}:field`, by: {}, via: 'field' });

const cyrillic = (chars: number): string => 'Ю'.repeat(chars);

const sizeOfInput = (events: readonly HistoryEvent[]): number =>
  (events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? []).reduce((sum, { data }) => sum + (data?.length ?? 0), 0);

/** As much as an answer of the bot may bring (activities/bot/schema.ts). */
const aThickBooking: BotBooking = {
  children: Array.from({ length: 4 }, () => ({ age: 7, birthDate: '2019-03-02' })),
  programme: cyrillic(60),
  roomCategory: cyrillic(60),
};

/** As much as a reading of the CRM may bring (activities/amocrm/card.ts). */
function aThickCard(): Card {
  const leads = Array.from({ length: 15 }, (_, index) =>
    aLead({
      id: LEAD_ID + index,
      stage: index === 0 ? 'consulted' : 'lost',
      leader: 'bot',
      programme: cyrillic(60),
      roomCategory: cyrillic(60),
    }),
  );
  const notes = Array.from({ length: 5 }, () => cyrillic(500));
  const finalTouchHours = everyDay('10:00', '20:00').slice(0, 60);
  return aCard(leads, { id: 53_000_001, firstName: 'Ольга', notes, finalTouchHours });
}
