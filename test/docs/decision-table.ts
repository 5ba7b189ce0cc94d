import { decide } from '../../domain/dialog/decide.ts';
import type { Dialog, Handoff, StateName } from '../../domain/dialog/dialog.ts';
import { startDue } from '../../domain/dialog/due.ts';
import type { Effect } from '../../domain/dialog/effects.ts';
import type { CommandEvent, DialogEvent } from '../../domain/dialog/events.ts';
import type { Policy } from '../../domain/dialog/policy.ts';
import { refusal } from '../../domain/dialog/rules/commands.ts';
import { newDialog } from '../../domain/dialog/rules/episode.ts';
import { aCard, aContact, aLead, aPolicy, at } from '../support/builders.ts';
import { ANNA, BORIS } from '../support/fake-world.ts';

/** What each event does in each state, by asking decide() itself: an ordinary dialog, Monday noon, one lead at «Проведена консультация». */
const NOW_MS = at('12:00');
const POLICY = aPolicy();
const LEAD = aLead({ id: 1, stage: 'consulted', leader: 'bot' });
const HANDOFF: Handoff = { id: 'd.1-h1', reason: 'clientAsked', atMs: at('11:50'), step: 'waiting' };

const STATES: readonly StateName[] = ['withBot', 'awaitingManager', 'withManager', 'closed'];

function dialogIn(state: StateName): Dialog {
  const fresh = newDialog('d.1');
  const base: Dialog = {
    ...fresh,
    contact: aContact(),
    episode: {
      ...fresh.episode,
      number: 1,
      openedAtMs: at('11:00'),
      firstSentAtMs: at('11:00'),
      introduced: true,
      answeredOnce: true,
      lastWord: { by: 'bot', atMs: at('11:55') },
    },
    crm: { card: { ...aCard([LEAD]), readAtMs: at('11:55') } },
    transcript: {
      messages: [{ id: '1', role: 'client', atMs: at('11:50'), text: 'Здравствуйте', seq: 1, sentAtMs: at('11:50'), ending: 'answered' }],
      older: 0,
    },
    client: { seq: 1, settledSeq: 1, lastAtMs: at('11:50') },
    marks: { '1': { leader: 'bot' } },
    ownMessageIds: ['2'],
  };
  if (state === 'awaitingManager') return { ...base, state: { name: state, handoff: HANDOFF }, marks: { '1': { leader: 'awaiting' } } };
  if (state === 'withManager')
    return { ...base, state: { name: state, holder: ANNA, lastActAtMs: at('11:55') }, marks: { '1': { leader: 'manager' } } };
  return { ...base, state: { name: state } };
}

const contact = aContact();
const message = { sentAtMs: NOW_MS, contact } as const;
const turn = {
  id: 'd.1-t9',
  trigger: 'clientMessage',
  startedAtMs: at('11:59'),
  stage: 'asked',
  coversSeq: 1,
  kind: 'bookingInProgress',
} as const;
const send = {
  id: 'd.1-m9',
  purpose: 'answer',
  text: 'Да.',
  whenSent: {},
  tries: 1,
  firstTriedAtMs: NOW_MS,
  nextTryAtMs: NOW_MS,
  inFlight: true,
  mayBeSent: false,
} as const;
const write = {
  id: 'd.1-w9',
  write: { type: 'addNote', text: 'Заметка', target: { leadId: 1 } },
  decidedAtMs: NOW_MS,
  tries: 1,
  nextTryAtMs: NOW_MS,
  inFlight: true,
} as const;

interface Row {
  title: string;
  event: DialogEvent;
  /** What must be under way for the event to mean anything. */
  given?: (dialog: Dialog) => Dialog;
  /** Where it is not the usual one. */
  policy?: Policy;
}

const withTurn = (dialog: Dialog): Dialog => ({
  ...dialog,
  turn,
  client: { ...dialog.client, settledSeq: 0, pendingSinceMs: at('11:50') },
});
const withSend = (dialog: Dialog): Dialog => ({ ...dialog, outbox: { ...dialog.outbox, sends: [send] } });
const withWrite = (dialog: Dialog): Dialog => ({ ...dialog, outbox: { ...dialog.outbox, writes: [write] } });

const TRUSTING = aPolicy({ settings: { chatAuthors: 'trust' } });
const wrote = { type: 'managerWrote', messageId: '13', text: 'Ждём вас!', bulk: false, ...message } as const;
/** Somebody has written past us seven seconds ago, and amoCRM is being asked who. */
const withDoubt = (dialog: Dialog): Dialog => {
  const askedAtMs = NOW_MS + 7_000;
  const doubted = startDue(decide(dialog, wrote, NOW_MS, TRUSTING), NOW_MS, TRUSTING).dialog;
  return startDue(doubted, askedAtMs, TRUSTING).dialog;
};

const ROWS: readonly Row[] = [
  { title: 'client writes', event: { type: 'clientWrote', messageId: '10', text: 'Есть бассейн?', attachments: [], ...message } },
  { title: 'our own message comes back', event: { type: 'managerWrote', messageId: '2', text: 'Да.', bulk: false, ...message } },
  { title: 'a machine writes to the client', event: { type: 'managerWrote', messageId: '11', text: 'Акция!', bulk: true, ...message } },
  {
    title: 'a person writes to the client',
    event: { type: 'managerWrote', messageId: '12', text: 'Добрый день!', bulk: false, ...message },
  },
  { title: '… where amoCRM’s events are believed', event: wrote, policy: TRUSTING },
  { title: '… and they show a manager', event: { type: 'authorTold', messageId: '13', author: BORIS }, given: withDoubt, policy: TRUSTING },
  { title: '… and they show nobody', event: { type: 'authorTold', messageId: '13', author: 'nobody' }, given: withDoubt, policy: TRUSTING },
  { title: 'field set to «Менеджер»', event: { type: 'managerTook', actId: 'a', by: ANNA, via: 'field', leadId: 1 } },
  { title: 'field set to «Бот»', event: { type: 'managerReleased', actId: 'b', by: ANNA, via: 'field', leadId: 1 } },
  {
    title: 'our task completed',
    event: { type: 'managerTook', actId: 'c', by: ANNA, via: 'task', leadId: 1, taskText: 'Клиент просит человека\n#estafeta:d.1-h1' },
  },
  { title: 'take (Анна)', event: { type: 'take', by: ANNA } },
  { title: 'take (Борис)', event: { type: 'take', by: BORIS } },
  { title: 'take, forced (Борис)', event: { type: 'take', by: BORIS, force: true } },
  { title: 'release', event: { type: 'release', by: ANNA } },
  { title: 'hold', event: { type: 'hold', by: ANNA, untilMs: at('14:00') } },
  { title: 'say', event: { type: 'say', by: ANNA, text: 'Здравствуйте, это Анна.' } },
  { title: 'responsible opens the lead', event: { type: 'cardOpened', by: ANNA, leadId: 1 } },
  {
    title: 'lead goes to «Предоплата получена»',
    event: { type: 'leadChanged', changeId: 'd', leadId: 1, lead: { ...LEAD, stage: 'prepaid' } },
  },
  { title: 'a message comes back undelivered', event: { type: 'messageFailed', messageId: '2', why: 'нет WhatsApp' } },
  {
    title: 'bot replies',
    event: { type: 'botAnswered', turnId: turn.id, answer: { actions: [{ type: 'reply', text: 'Да, 25 метров.' }] } },
    given: withTurn,
  },
  {
    title: 'bot hands over',
    event: { type: 'botAnswered', turnId: turn.id, answer: { actions: [{ type: 'handoff', reason: 'complaint', summary: 'Жалуется' }] } },
    given: withTurn,
  },
  {
    title: 'bot is silent on purpose',
    event: { type: 'botAnswered', turnId: turn.id, answer: { actions: [{ type: 'silent', because: 'спасибо' }] } },
    given: withTurn,
  },
  { title: 'bot does not answer', event: { type: 'botFailed', turnId: turn.id, why: 'noAnswer' }, given: withTurn },
  { title: 'Pact accepts our message', event: { type: 'messageSent', sendId: send.id, messageId: '20' }, given: withSend },
  { title: 'Pact does not take it', event: { type: 'sendFailed', sendId: send.id, fate: 'notSent', why: 'нет связи' }, given: withSend },
  {
    title: 'Pact refuses it for good',
    event: { type: 'sendFailed', sendId: send.id, fate: 'refused', why: 'не оплачено' },
    given: withSend,
  },
  { title: 'CRM write done', event: { type: 'crmWritten', writeId: write.id, result: { type: 'addNote' } }, given: withWrite },
  { title: 'CRM away', event: { type: 'crmFailed', writeId: write.id, fate: 'retry', why: 'нет связи' }, given: withWrite },
  { title: 'CRM refuses for good', event: { type: 'crmFailed', writeId: write.id, fate: 'refused', why: 'нет сделки' }, given: withWrite },
  { title: 'an operator cancels', event: { type: 'cancelRequested' } },
];

const COMMANDS: readonly string[] = ['take', 'release', 'hold', 'say', 'cardOpened', 'settle'];

function cell(state: StateName, { event, given, policy = POLICY }: Row): string {
  const before = given ? given(dialogIn(state)) : dialogIn(state);
  if (COMMANDS.includes(event.type)) {
    const refused = refusal(before, event as CommandEvent, { nowMs: NOW_MS, policy });
    if (refused) return `refused: ${refused.code}`;
  }
  const decided = decide(before, event, NOW_MS, policy);
  const { dialog, effects } = startDue(decided, NOW_MS, policy);
  const said = [
    ...(dialog.state.name === before.state.name ? [] : [`→ ${dialog.state.name}`]),
    ...effects.map(nameOf),
    ...dialog.outbox.writes
      .filter(({ inFlight, id }) => !inFlight && !before.outbox.writes.some((old) => old.id === id))
      .map(({ write: { type } }) => `owes ${type}`),
    ...(dialog.outbox.sends.some(({ id, inFlight }) => id === send.id && !inFlight) ? ['send again later'] : []),
    ...(dialog.outbox.writes.some(({ id, inFlight }) => id === write.id && !inFlight) ? ['write again later'] : []),
    ...(dialog.client.burst !== undefined && before.client.burst === undefined && dialog.state.name === 'withBot'
      ? ['turn after the quiet time']
      : []),
  ];
  return said.length === 0 ? (JSON.stringify(decided) === JSON.stringify(before) ? '—' : 'recorded') : said.join(', ');
}

function nameOf(effect: Effect): string {
  return effect.type === 'writeCrm' ? effect.write : effect.type;
}

/** The whole table as markdown. */
export function decisionTable(): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    '# What happens to whom',
    '',
    'State × event, asked of `decide()` itself: an ordinary dialog on a Monday at noon, its lead at «Проведена консультация», Анна responsible and, in',
    '`withManager`, holding. Generated by `npm run docs:decision-table`; a test compares. «recorded» = only remembered, «—» = nothing at all.',
    '',
    line(['event', ...STATES.map((state) => `\`${state}\``)]),
    line(['---', ...STATES.map(() => '---')]),
    ...ROWS.map((row) => line([row.title, ...STATES.map((state) => cell(state, row))])),
    '',
  ].join('\n');
}
