import fc from 'fast-check';
import type { BotAction } from '../../../domain/dialog/bot.ts';
import type { Stage } from '../../../domain/dialog/card.ts';
import type { HandoffReason } from '../../../domain/dialog/dialog.ts';
import { aLead, days, hours, minutes, seconds } from '../../support/builders.ts';
import { ANNA, BORIS, replies, type BotPlays } from '../../support/fake-world.ts';
import type { WatchedWorld } from './watched-world.ts';

const link: BotAction = { type: 'paymentLink', url: 'https://pay.example/1', amount: 100 };
const hands = (reason: HandoffReason | 'noSuchReason'): BotAction => ({ type: 'handoff', reason, summary: '' });

const ANSWERS: Readonly<Record<string, BotPlays>> = {
  reply: () => [replies('Да, есть.')],
  'two replies': () => [replies('Да.'), replies('И ещё.')],
  'a long reply': () => [replies('Рассказываю подробно. '.repeat(300))],
  clarify: () => [{ type: 'clarify', text: 'О чём речь?' }],
  silent: () => [{ type: 'silent', because: 'благодарность' }],
  handoff: () => [hands('clientAsked')],
  'handoff with words': () => [replies('Передам.'), hands('complaint')],
  'handoff for no known reason': () => [hands('noSuchReason')],
  'a gap in the knowledge': () => [replies('Не знаю.'), { type: 'knowledgeGap', question: 'Есть ли вертолёт?' }],
  'a payment link': () => [replies('Вот: https://pay.example/1'), link],
  'a payment link alone': () => [link],
  'a forbidden link': () => [replies('https://evil.example')],
  'the consultation is done': () => [replies('Рассказал.'), { type: 'proposeStage', stage: 'Проведена консультация', because: '' }],
  'a forbidden stage': () => [replies('Да.'), { type: 'proposeStage', stage: 'Предоплата получена', because: '' }],
  'a pet': () => [replies('Да.'), { type: 'setBooking', fields: { adults: 2, pets: true } }],
  'a new booking': () => [replies('Да.'), { type: 'newBooking' }],
  'a review': () => [{ type: 'review', text: 'Всё понравилось' }],
  'an opt-out': () => [replies('Хорошо.'), { type: 'optOut' }],
  'an opt-out in place of a touch': ({ trigger }) =>
    trigger === 'finalTouch' ? [{ type: 'optOut' }, { type: 'silent', because: 'просил не писать' }] : [replies('Да.')],
  'a small child': () => [
    replies('Да.'),
    { type: 'setBooking', fields: { adults: 2, children: [{ age: 3 }, { birthDate: '2020-01-01' }] } },
  ],
  'children too old for that': () => [replies('Да.'), { type: 'setBooking', fields: { adults: 2, children: [{ age: 4 }, { age: 9 }] } }],
  'two rooms beside a handoff': () => [hands('clientAsked'), { type: 'setBooking', fields: { adults: 6, rooms: 2 } }],
  'a review and a new booking': () => [{ type: 'review', text: 'Хочу ещё' }, { type: 'newBooking' }, replies('Хорошо.')],
  'an unknown action': () => [{ type: 'unknown', name: 'dance' }],
  malformed: () => 'malformed',
  'no answer': () => 'noAnswer',
};

const TEXTS = ['Есть ли бассейн?', 'Спасибо', 'Не пишите мне', ''] as const;
const TIMES = {
  'half a second': 500,
  'three seconds': seconds(3),
  'nine seconds': seconds(9),
  'half a minute': seconds(31),
  'two minutes': minutes(2),
  'six minutes': minutes(6),
  'twenty minutes': minutes(21),
  'forty minutes': minutes(41),
  'three hours': hours(3),
  'thirteen hours': hours(13),
  'a day': hours(25),
  'three days': days(3),
  'a month': days(31),
} as const;
const STAGES = ['new', 'consulted', 'preBooked', 'prepaid', 'staying', 'left', 'lost', 'unknown'] as const satisfies readonly Stage[];

/** The CRM tells of what a person did there: its webhook may be late, and what it brings is read only then. */
const TELLING = {
  'at once': 0,
  'in two seconds': seconds(2),
  'in ten seconds': seconds(10),
  'in three minutes': minutes(3),
  'in an hour': hours(1),
} as const;
const tellingArbitrary = fc.oneof(
  { weight: 4, arbitrary: fc.constant('at once' as const) },
  { weight: 6, arbitrary: fc.constantFrom('in two seconds', 'in ten seconds', 'in three minutes', 'in an hour') },
);

/** Mostly the time of a conversation. */
const timeArbitrary = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('half a second', 'three seconds', 'nine seconds', 'half a minute') },
  { weight: 6, arbitrary: fc.constantFrom('two minutes', 'six minutes', 'twenty minutes', 'forty minutes') },
  { weight: 4, arbitrary: fc.constantFrom('three hours', 'thirteen hours', 'a day', 'three days') },
  { weight: 1, arbitrary: fc.constantFrom('a month') },
);
const managers = fc.constantFrom('anna', 'boris');
const is = <const K extends string>(kind: K) => fc.record({ is: fc.constant(kind) });

/** One thing that happens. Plain words and numbers, so that a shrunk failure reads as a story. */
export const stepArbitrary = fc.oneof(
  {
    weight: 26,
    arbitrary: fc.record({ is: fc.constant('client writes'), text: fc.constantFrom(...TEXTS), late: fc.constantFrom(0, 0, 0, 5, 90) }),
  },
  { weight: 3, arbitrary: is('a message is held back') },
  { weight: 3, arbitrary: is('what was held back arrives, the last first') },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('a message is repeated'), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('a message is edited'), which: fc.nat(9) }) },
  { weight: 30, arbitrary: fc.record({ is: fc.constant('time passes'), time: timeArbitrary }) },
  { weight: 10, arbitrary: fc.record({ is: fc.constant('the bot will answer with'), answer: fc.constantFrom(...Object.keys(ANSWERS)) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('the bot takes'), inSeconds: fc.constantFrom(0.1, 1, 10, 44) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('a manager writes'),
      late: fc.constantFrom(0, 0, 30),
      shown: fc.constantFrom('anna', 'anna', 'boris', 'never'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('a robot writes'), shown: fc.constantFrom('nobody', 'nobody', 'nobody', 'never') }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('amoCRM shows messages'), inSeconds: fc.constantFrom(0, 2, 2, 10, 25, 40) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('a machine writes'), bulk: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('takes'), who: managers, force: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('releases'), who: managers }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('holds'), who: managers, minutes: fc.constantFrom(1, 30, 60, 1440, 1441) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('says'), who: managers }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('opens the card'), who: managers }) },
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constant('sets the field'),
      leader: fc.constantFrom('bot', 'manager', 'manager'),
      told: tellingArbitrary,
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('a person touches the lead'), told: tellingArbitrary }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('a task is completed'), which: fc.nat(2), told: tellingArbitrary }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('the lead moves'), stage: fc.constantFrom(...STAGES), told: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('a lead appears'), untouched: fc.boolean(), told: fc.boolean() }) },
  { weight: 1, arbitrary: is('the lead is deleted') },
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constant('the channel'),
      fate: fc.constantFrom('ok', 'ok', 'down', 'lost', 'lost', 'refused', 'limited'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('a send takes'), inSeconds: fc.constantFrom(0.2, 2, 15) }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('echoes come'), when: fc.constantFrom('before', 'after', 'never', 'never') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('for a while nothing answers at'),
      what: fc.constantFrom('the CRM', 'the channel', 'both'),
      time: timeArbitrary,
    }),
  },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('the CRM'), fate: fc.constantFrom('ok', 'ok', 'down', 'loses', 'refuses') }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('the field has'), values: fc.constantFrom('full', 'noAwaiting', 'none') }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('a person settles'), happened: fc.boolean() }) },
  { weight: 1, arbitrary: is('a message came back') },
  { weight: 4, arbitrary: is('the run continues as new') },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('no worker runs for'), time: timeArbitrary }) },
);
export type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

const personOf = (who: string): typeof ANNA => (who === 'anna' ? ANNA : BORIS);

export function fromStep(world: WatchedWorld, step: Step): void {
  const leadId = world.card.leads[0]?.id;
  switch (step.is) {
    case 'client writes': {
      const attachments = step.text === '' ? [{ kind: 'photo' as const, url: 'https://files.example/1' }] : [];
      world.client(step.text, { attachments, sentAtMs: world.nowMs - seconds(step.late) });
      return;
    }
    case 'a message is held back': {
      const sentAtMs = world.nowMs;
      world.heldBack.push(() => void world.client('Вы получили моё сообщение?', { sentAtMs }));
      return;
    }
    case 'what was held back arrives, the last first':
      for (const deliver of world.heldBack.splice(0).toReversed()) deliver();
      return;
    case 'a message is repeated': {
      const id = [...world.delivered].at(-1 - step.which);
      if (id !== undefined) world.client('Ещё раз то же', { id });
      return;
    }
    case 'a message is edited': {
      const known = world.dialog.transcript.messages.filter(({ role }) => role === 'client').at(-1 - step.which);
      if (known) world.client('Исправлено', { id: known.id, edited: true });
      return;
    }
    case 'time passes':
      if (step.time === 'a month') Object.assign(world, { crmDown: false, crmLoses: false }); // its tries would take their time here
      return world.pass(TIMES[step.time]);
    case 'the bot will answer with':
      world.bot = ANSWERS[step.answer] ?? world.bot;
      return;
    case 'the bot takes':
      world.botMs = seconds(step.inSeconds);
      return;
    case 'a manager writes':
      return world.personWrites('Добрый день, это менеджер.', {
        sentAtMs: world.nowMs - seconds(step.late),
        shownBy: step.shown === 'never' ? undefined : personOf(step.shown).id,
      });
    case 'a robot writes':
      world.manager('Ждём вас в субботу!', step.shown === 'never' ? {} : { shownBy: 0 });
      return;
    case 'amoCRM shows messages':
      world.chatLagMs = seconds(step.inSeconds);
      return;
    case 'a machine writes':
      world.manager(step.bulk ? 'С праздником!' : 'Ваша заявка принята, номер 7', { bulk: step.bulk });
      return;
    case 'takes':
      if (!world.take(personOf(step.who), step.force)) world.managerActed();
      return;
    case 'releases':
      if (world.state === 'withManager' || world.state === 'awaitingManager') world.givenBack();
      world.release(personOf(step.who));
      return;
    case 'holds': {
      const untilMs = world.nowMs + minutes(step.minutes);
      if (!world.hold(untilMs, personOf(step.who))) world.managerActed();
      return;
    }
    case 'says':
      world.say('Пишу через Эстафету.', personOf(step.who));
      return world.managerActed();
    case 'opens the card': {
      const before = world.state;
      const refused = leadId === undefined || world.opensCard(leadId, personOf(step.who));
      if (!refused && before !== 'withManager' && world.state === 'withManager') world.managerActed(world.nowMs + minutes(5));
      return;
    }
    case 'sets the field':
      if (leadId === undefined || world.leaderField === 'none' || world.lead(leadId)?.leader === step.leader) return;
      return world.fieldSet(leadId, step.leader, TELLING[step.told]);
    case 'a person touches the lead':
      if (leadId === undefined) return;
      world.changeByPerson(leadId, {});
      return world.in(TELLING[step.told], () => world.fieldTold(leadId));
    case 'a task is completed': {
      const task = world.tasks.at(-1 - step.which);
      if (task) world.in(TELLING[step.told], () => world.taskTold(task));
      return;
    }
    case 'the lead moves':
      return moves(world, step);
    case 'a lead appears': {
      const { nowMs } = world;
      const lead = aLead({ id: 100 + world.card.leads.length, stage: 'new', untouched: step.untouched, createdAtMs: nowMs });
      return world.leadAppears({ ...lead, personChangedAtMs: nowMs }, step.told);
    }
    case 'the lead is deleted':
      if (leadId === undefined) return;
      world.card = { ...world.card, leads: world.card.leads.filter(({ id }) => id !== leadId) };
      return world.event({ type: 'leadChanged', changeId: `gone ${world.nowMs}`, leadId });
    case 'the channel': {
      const { fate } = step;
      world.channel = () => fate;
      return;
    }
    case 'a send takes':
      world.sendMs = seconds(step.inSeconds);
      return;
    case 'echoes come':
      world.echoes = step.when !== 'never';
      world.echoMs = step.when === 'after' ? seconds(3) : 0;
      return;
    case 'the CRM': {
      const refuses = step.fate === 'refuses';
      world.crmDown = step.fate === 'down';
      world.crmLoses = step.fate === 'loses';
      world.crmEverRefused ||= refuses;
      world.crmRefuses = () => refuses;
      return;
    }
    case 'for a while nothing answers at': {
      const { crmDown, channel } = world;
      if (step.what !== 'the channel') world.crmDown = true;
      if (step.what !== 'the CRM') world.channel = () => 'down';
      world.pass(TIMES[step.time]);
      Object.assign(world, { crmDown, channel });
      return;
    }
    case 'the field has':
      world.leaderField = step.values;
      return;
    case 'a person settles': {
      const [effect] = world.dialog.outbox.unknown;
      if (effect) world.command({ type: 'settle', by: ANNA, effectId: effect.id, happened: step.happened });
      return;
    }
    case 'a message came back':
      return world.event({ type: 'messageFailed', messageId: world.sent.at(-1)?.messageId ?? '1', why: 'нет такого номера' });
    case 'the run continues as new':
      return world.continueAsNew();
    case 'no worker runs for':
      world.nowMs += TIMES[step.time];
      return;
  }
}

function moves(world: WatchedWorld, { stage, told }: Extract<Step, { is: 'the lead moves' }>): void {
  const lead = world.card.leads[0];
  if (lead === undefined) return;
  if (told) return world.leadMoves(lead.id, { stage });
  world.card = { ...world.card, leads: world.card.leads.map((one) => (one === lead ? { ...one, stage } : one)) };
}
