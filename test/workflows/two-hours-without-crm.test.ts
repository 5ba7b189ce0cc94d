import assert from 'node:assert/strict';
import type { BotAction, BotRequest } from '../../domain/dialog/bot.ts';
import { givenAmocrm, guest as guestNumber, stopAmocrm, type Amocrm } from '../activities/amocrm-setup.ts';
import { seconds } from '../support/builders.ts';
import { eventually } from '../support/environment.ts';
import { TimeScene } from '../support/time-scene.ts';

/** «Новая заявка» in the simulator's seed. */
const GUEST = guestNumber(3);
const LEAD = 42_000_002;
const LINK = 'https://pay.example/1';

/** What the bot says to each of the guest's words. */
const ANSWERS: Readonly<Record<string, readonly BotAction[]>> = {
  Здравствуйте: [{ type: 'reply', text: 'Добрый день! Когда приедете?' }],
  'С 10 по 20 июля': [
    { type: 'reply', text: 'Есть «Комфорт» за 112 000 ₽.' },
    { type: 'setBooking', fields: { roomCategory: 'Комфорт', amountRub: 112_000 } },
    { type: 'proposeStage', stage: 'Проведена консультация', because: 'назвали цену' },
  ],
  Бронирую: [
    { type: 'reply', text: 'Отлично!' },
    { type: 'paymentLink', url: LINK, amount: 33_600 },
  ],
  'Позовите человека': [{ type: 'handoff', reason: 'clientAsked', summary: 'Хочет человека.' }],
};

interface Write {
  method: string;
  path: string;
  status: number;
  executed: boolean;
  body: unknown;
}

describe('amoCRM is away for two hours', function () {
  this.timeout(120_000);
  let crm: Amocrm;
  let scene: TimeScene;
  let statuses: { id: number; name: string }[];
  before(async () => {
    crm = await givenAmocrm();
    statuses = (await crm.client.pipelines()).flatMap(({ _embedded }) => _embedded.statuses);
    scene = await TimeScene.start({ amocrm: crm.activities });
  });
  after(async () => {
    await scene?.stop();
    await stopAmocrm();
  });

  /** What amoCRM carried out, in its order, in words. */
  async function written(): Promise<string[]> {
    const { entries } = (await (await fetch(`${crm.url}/_sim/journal`)).json()) as { entries: Write[] };
    return entries.flatMap(({ path, body, executed }) => {
      if (!executed) return [];
      const [sent] = (Array.isArray(body) ? body : [body]) as Record<string, unknown>[];
      if (sent === undefined) return [];
      if ('status_id' in sent) return [`→ ${statuses.find(({ id }) => id === sent['status_id'])?.name}`];
      if (path.endsWith('/tasks')) return [`task ${sent['task_type_id'] === 1 ? '«Связаться»' : '«WhatsApp»'}`];
      if (path.endsWith('/notes')) return [/ссылка на оплату/u.test(JSON.stringify(sent)) ? 'note: link' : 'note'];
      return ['fields'];
    });
  }

  it('D-16, D-91, D-94: guests are answered meanwhile, and afterwards every task and stage move happens once and in order', async () => {
    const bot = ({ messages }: BotRequest): readonly BotAction[] =>
      ANSWERS[messages.findLast(({ role }) => role === 'client')?.text ?? ''] ?? [{ type: 'silent', because: 'нечего сказать' }];
    const { guest, day } = await scene.guestAt('12:00', { contact: GUEST, bot });
    await guest.says('Здравствуйте');
    await day.until('12:01');
    await eventually('who leads', async () => (await crm.seeLead(LEAD)).fields['Ведёт диалог'] === 'Бот');
    const before = (await written()).length;

    await crm.sim('/outage', { on: true });
    const asked = ['С 10 по 20 июля', 'Бронирую', 'Позовите человека'];
    const times = ['12:20', '12:50', '13:20'];
    for (const [place, text] of asked.entries()) {
      await day.until(times[place] ?? '');
      await guest.says(text);
      await day.pass(seconds(20)); // the pause, and the 5 s that a card is waited for
      await eventually(`the answer to «${text}»`, () => guest.sent.length >= place + 2);
      day.was(guest.sent.at(-1)?.atMs, times[place] ?? '', 0, seconds(20));
    }
    await day.until('14:20');
    assert.equal((await crm.seeLead(LEAD)).stage, 'Новая заявка');
    assert.equal((await written()).length, before);
    const { owed } = await guest.view();
    assert.deepEqual(
      owed.map(({ what }) => what),
      ['writeBooking', 'moveLead', 'addNote', 'moveLead', 'createTask', 'setLeader', 'createTask'],
    );

    await crm.sim('/outage', { on: false });
    await day.until('14:40'); // the tries are 10 min apart in the end
    await eventually('nothing is owed', async () => (await guest.view()).owed.length === 0);
    assert.deepEqual((await written()).slice(before), [
      'fields', // the booking
      '→ Проведена консультация',
      'note: link',
      '→ Предварительная бронь',
      'task «WhatsApp»',
      'fields', // who leads
      'task «Связаться»', // after 15 minutes
      'note', // after 60
    ]);
    const { stage, fields, price } = await crm.seeLead(LEAD);
    assert.deepEqual(
      [stage, fields['Категория номера'], price, fields['Ведёт диалог']],
      ['Предварительная бронь', 'Комфорт', 112_000, 'Ждёт менеджера'],
    );
    assert.equal(guest.sent.length, 5);
  });
});
