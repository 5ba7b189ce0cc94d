import type { BotAction } from '../../domain/dialog/bot.ts';
import { managerReleasedSignal, managerTookSignal, releaseUpdate } from '../../workflows/dialog/messages.ts';
import { aCard, days, seconds } from '../support/builders.ts';
import { alwaysOpen, type DevScene } from '../support/dev-scene.ts';
import { eventually } from '../support/environment.ts';
import { ANNA, BORIS, LEAD_ID, type Guest } from '../support/guest.ts';
import { eventsAtRest } from '../support/history-of.ts';

/** Minutes and days shortened to what a recording may last. */
const QUICK = {
  quietMs: 300,
  leadWaitMs: 500,
  remindWorkingMs: seconds(1),
  escalateWorkingMs: seconds(2),
  idleWaitingMs: seconds(1),
  idleMs: seconds(2),
  openingLapseMs: seconds(1),
};
const says = (text: string): BotAction => ({ type: 'reply', text });

const sent = (guest: Guest, times: number): Promise<unknown> => eventually(`message ${times}`, () => guest.sent.length >= times);
const inState = (guest: Guest, state: string): Promise<unknown> => eventually(state, async () => (await guest.view()).state === state);

/** SPEC §0: what is played, and what its name is in `histories/`. Each ends at rest. */
export const SCENARIOS: Readonly<Record<string, (scene: DevScene) => Promise<Guest>>> = {
  /** Asks, is consulted, gets the payment link, pays. */
  async '1-new-guest'(scene) {
    const guest = scene.guest({ card: aCard([]), policy: alwaysOpen({ durations: QUICK, linkHosts: ['pay.example'] }) });
    guest.bot = ({ newMessageIds }) =>
      newMessageIds.length > 1
        ? [
            says('Двухместный номер 12 000 ₽ за ночь.'),
            { type: 'setBooking', fields: { adults: 2, arrival: '2026-12-01', departure: '2026-12-14' } },
            { type: 'proposeStage', stage: 'Проведена консультация', because: 'цены названы' },
          ]
        : [says('Бронируем.'), { type: 'paymentLink', url: 'https://pay.example/1', amount: 50_000 }];
    await guest.says('Здравствуйте');
    await guest.says('Сколько стоит номер на двоих?');
    await sent(guest, 1);
    await guest.echoes();
    await eventually('the lead', () => guest.card.leads[0]?.stage === 'consulted');
    await guest.says('Бронируйте');
    await sent(guest, 3);
    await eventually('the move', () => guest.card.leads[0]?.stage === 'preBooked');
    await guest.leadMoves({ stage: 'prepaid' }, guest.card.leads[0]?.id);
    await eventually('the news', async () => (await guest.view()).requestKind === 'currentBooking');
    return guest;
  },

  /** Handed over, nobody takes it, then somebody completes the task. */
  async '2-handoff'(scene) {
    const guest = scene.guest({ policy: alwaysOpen({ durations: QUICK }) });
    guest.bot = () => [{ type: 'handoff', reason: 'clientAsked', summary: 'Просит человека.' }];
    await guest.says('Позовите человека');
    await sent(guest, 1);
    await guest.says('Алло?');
    await eventually('the note', () => guest.done('addNote').length === 1 && guest.raised.length === 1);
    const { text, marker } = guest.tasks('whatsapp')[0] ?? { text: '', marker: '' };
    await guest.handle.signal(managerTookSignal, {
      actId: 'task-1',
      by: ANNA,
      via: 'task',
      leadId: LEAD_ID,
      taskText: `${text}\n#estafeta:${marker}`,
    });
    await inState(guest, 'withManager');
    return guest;
  },

  /** A manager writes while the bot thinks; a second one takes it by force. */
  async '3-two-managers'(scene) {
    const guest = scene.guest({ policy: alwaysOpen({ durations: { ...QUICK, idleMs: days(1), idleWaitingMs: days(1) } }) });
    guest.bot = () => new Promise((resolve) => setTimeout(() => resolve([says('Слишком поздно')]), 500));
    await guest.says('Здравствуйте');
    await eventually('the question to the bot', () => guest.asked.length === 1);
    await guest.managerWrites('Здравствуйте, это Анна.');
    await inState(guest, 'withManager');
    await guest.take(ANNA, true);
    await guest.take(BORIS).catch(() => undefined);
    await guest.take(BORIS, true);
    await guest.says('Спасибо');
    return guest;
  },

  /** The dialog comes back by silence, by the field, by the button; a hold and an opened card. */
  async '4-return'(scene) {
    const guest = scene.guest({ policy: alwaysOpen({ durations: QUICK }) });
    await guest.says('Здравствуйте');
    await sent(guest, 1);
    await guest.managerWrites('Здравствуйте, это Анна.');
    await guest.says('Есть ли бассейн?');
    await sent(guest, 2);
    await guest.take();
    await guest.handle.signal(managerReleasedSignal, { actId: 'field-1', by: ANNA, via: 'field', leadId: LEAD_ID });
    await sent(guest, 3);
    await guest.hold(Date.now() + seconds(60));
    await guest.handle.executeUpdate(releaseUpdate, { args: [{ by: BORIS }] });
    await sent(guest, 4);
    await guest.opensCard();
    await eventually('the opening to lapse', async () => (await guest.view()).openingUntilMs === null);
    return guest;
  },

  /** Silence, the final touch, no answer: a task, and the episode closes. */
  async '5-silence'(scene) {
    const durations = { ...QUICK, finalTouchAfterMs: seconds(1), finalTouchFollowUpMs: seconds(1), closeAfterMs: seconds(4) };
    const guest = scene.guest({ policy: alwaysOpen({ durations }) });
    const { runId } = await guest.says('Здравствуйте').then(() => guest.handle.describe());
    await sent(guest, 2);
    await eventually('the task', () => guest.tasks('call').length === 1);
    await eventually('the resting run', async () => (await guest.handle.describe()).runId !== runId);
    return guest;
  },
};

/** Plays one and brings back the history of its first run. */
export async function played(scene: DevScene, name: string): Promise<Guest> {
  const guest = await SCENARIOS[name]?.(scene);
  if (guest === undefined) throw new Error(`There is no scenario ${name}`);
  await eventsAtRest(guest);
  return guest;
}
