import { clockWords, zoneWords } from '../../domain/dialog/clock-words.ts';
import { nextDeadline } from '../../domain/dialog/decide.ts';
import type { Contact, Dialog } from '../../domain/dialog/dialog.ts';
import type { Moment, Policy } from '../../domain/dialog/policy.ts';
import { isPending } from '../../domain/dialog/rules/client-side.ts';
import { ledNow, nameOf } from '../../domain/dialog/rules/holder.ts';
import { stageNow, theLead } from '../../domain/dialog/rules/the-lead.ts';
import { doneNow, owed, unknown } from './details-owed.ts';

const DECISIONS_SHOWN = 8;
const ALERTS_SHOWN = 3;

/**
 * One screen for the Web UI's tab *User Metadata*: who leads, since when and why, what is awaited, what comes next.
 * Nothing that the guest said is in it. One flat list: the Web UI shows tables without borders, and a list within a list as one line.
 */
export function detailsOf(dialog: Dialog, at: Moment): string {
  const { hours } = at.policy;
  const clock = (atMs: number): string => clockWords(atMs, hours);
  const led = ledNow(dialog, at.policy);
  const items: readonly (readonly [string, string | undefined])[] = [
    ['С какого времени', led && clock(led.sinceMs)],
    ['Почему', led && capital(plain(led.because))],
    ['Клиент', dialog.client.seq === 0 ? undefined : clientWords(dialog.contact)],
    ['Чего ждёт клиент', awaited(dialog, clock)],
    ['Дальше', next(dialog, at.policy, clock)],
    ['Сделка', lead(dialog, at.policy)],
    ['Делается сейчас', doneNow(dialog)],
    ['Ещё не сделано', owed(dialog, clock)],
    ['Неизвестно, сделано ли', unknown(dialog, clock)],
    ...dialog.alerts.slice(-ALERTS_SHOWN).map(({ atMs, text }) => ['Тревога', `${clock(atMs)} ${plain(text)}`] as const),
  ];
  const decisions = dialog.decisions.slice(-DECISIONS_SHOWN).reverse();
  return [
    `- **${who(dialog, at.policy)}**`,
    ...items.flatMap(([title, text]) => (text === undefined ? [] : [`- **${title}:** ${text}`])),
    ...(decisions.length === 0 ? [] : ['- **Последние решения, новые сверху:**']),
    ...decisions.map(({ atMs, spec, text }) => `- ${clock(atMs)} ${plain(text)} (${spec})`),
    `- **Время:** ${zoneWords(at.nowMs, hours)}`,
  ].join('\n');
}

function who({ state, led }: Dialog, policy: Policy): string {
  switch (state.name) {
    case 'withBot':
      return 'Ведёт бот';
    case 'awaitingManager':
      return 'Ждёт менеджера';
    case 'withManager': {
      const name = plain(nameOf(state.holder, policy));
      if (state.opening) return `Сделку смотрит ${name}, бот ждёт`;
      return state.holdUntilMs === undefined ? `Ведёт ${name}` : `Ведёт ${name}, «Держу» до ${clockWords(state.holdUntilMs, policy.hours)}`;
    }
    case 'closed':
      return led === undefined ? 'Никто не ведёт: ещё никто не писал' : 'Закрыт: никто не ведёт, ждём нового сообщения';
  }
}

const CHANNELS: Readonly<Record<string, string>> = { whatsapp: 'WhatsApp', telegram: 'Telegram', max: 'MAX' };

/** Whose dialog it is, no plainer than in the Summary beside it, which does not outlive continue-as-new (docs/decisions/027). */
function clientWords({ channel, phone }: Contact): string {
  const [family = ''] = channel.split('_');
  return `${CHANNELS[family] ?? family}, ${phone === undefined ? 'без номера' : `номер кончается на ${phone.slice(-2)}`}`;
}

/** What the client waits for, and since when. */
function awaited(dialog: Dialog, clock: Clock): string {
  const { state, client: side, episode } = dialog;
  if (isPending(dialog)) {
    const isLookedAt = state.name === 'withManager' && state.opening !== undefined;
    const whose = isLookedAt ? '' : state.name === 'withBot' ? ' бота' : ' менеджера';
    const sinceMs = side.pendingSinceMs ?? side.lastAtMs;
    return `ответа${whose}${sinceMs === undefined ? '' : ` с ${clock(sinceMs)}`}, ${messages(side.seq - side.settledSeq)}`;
  }
  if (side.seq === 0) return 'ничего: ещё не писал';
  const { lastWord } = episode;
  return `ничего${lastWord === undefined ? '' : `, последнее слово ${SPEAKERS[lastWord.by]} ${clock(lastWord.atMs)}`}`;
}

type Clock = (atMs: number) => string;

const SPEAKERS = { client: 'клиента', bot: 'бота', manager: 'менеджера' } as const;

/** The next moment at which something comes without anybody's word: the alarm's, or the end of the bot's time. */
function next(dialog: Dialog, policy: Policy, clock: Clock): string {
  const answer = answerDue(dialog, policy);
  const alarm = nextDeadline(dialog, policy);
  const first = answer !== undefined && (alarm === undefined || answer.atMs < alarm.atMs) ? answer : alarm;
  if (first !== undefined) return `${clock(first.atMs)} ${first.why.charAt(0).toLowerCase()}${first.why.slice(1)}`;
  if (dialog.state.name === 'closed') return 'ничего, пока никто не напишет';
  return doneNow(dialog) === undefined ? 'ничего не назначено' : 'когда закончится то, что делается сейчас';
}

/** The workflow sets no timer for it: the activity's own time limit ends it (SPEC D-22). */
function answerDue({ turn, state }: Dialog, { durations }: Policy): { atMs: number; why: string } | undefined {
  if (turn === undefined || turn.abandoned || state.name !== 'withBot') return undefined;
  const without = turn.trigger === 'finalTouch' ? 'поставим задачу «Связаться»' : 'передадим менеджеру';
  return { atMs: turn.startedAtMs + durations.botDeadlineMs, why: `${without}, если бот не ответит` };
}

/** A closed dialog rests without the card. */
function lead(dialog: Dialog, { stageNames }: Policy): string | undefined {
  if (dialog.state.name === 'closed' && dialog.crm.card === undefined) return undefined;
  const stage = stageNow(dialog);
  const id = theLead(dialog)?.id;
  const words = stage === undefined ? '' : `, «${stageNames[stage]}»`;
  return id === undefined ? `ещё нет${words}` : `${id}${words}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The Web UI renders markdown; names and answers of other systems are words. */
const plain = (text: string): string => text.replaceAll(/[\\`*_[\]<>]/gu, '\\$&');

function messages(count: number): string {
  const [ones, tens] = [count % 10, count % 100];
  if (ones === 1 && tens !== 11) return `${count} сообщение`;
  return ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? `${count} сообщения` : `${count} сообщений`;
}
