import type { JournalPage } from '../../../api/numbers/get-journal.ts';
import { managerName, settings } from '../session.ts';

export type JournalFact = JournalPage['facts'][number];

const HOW: Readonly<Record<string, string>> = {
  message: 'написал гостю',
  field: 'поле «Ведёт диалог»',
  task: 'выполнил задачу',
  button: 'кнопка',
  hold: 'держит',
  say: 'написал через Эстафету',
  opening: 'открыл сделку',
  silence: 'менеджер молчал',
};

const FIXED: Readonly<Record<string, string>> = {
  opened: 'диалог открыт',
  clientWrote: 'гость написал',
  cameBack: 'гость вернулся после последнего касания',
  botWrote: 'бот ответил',
  keptSilent: 'бот решил промолчать',
  managerNamed: 'amoCRM назвала, кто написал',
  cardOpened: 'ответственный открыл сделку: бот ждёт',
  doubted: 'кто-то написал мимо Эстафеты: бот молчит',
  lapsed: 'действий не последовало: всё как было',
  linkSent: 'ссылка на оплату отправлена',
  touchSent: 'последнее касание отправлено',
  touchFailed: 'последнее касание не отправлено',
  touchUnanswered: 'гость не ответил на последнее касание',
  optedOut: 'гость просил не писать',
  unknownEffect: 'неизвестно, ушло ли',
  unknownSettled: 'человек отметил судьбу отправленного',
  closed: 'диалог закрыт',
  noted: 'ещё одно решение',
  continued: 'история началась с новой страницы',
};

/** One fact as a manager reads it; the journal itself holds codes and numbers only. */
export function factWords({ kind, reason, managerId, detail }: JournalFact): string {
  const who = managerName(managerId) ?? 'менеджер';
  const how = HOW[String(detail['how'])] ?? '';
  const stage = (code: unknown): string => `«${settings.value.stages[String(code)] ?? String(code)}»`;
  switch (kind) {
    case 'handedOver':
      return `передано менеджеру: ${settings.value.reasonWords[reason ?? ''] ?? reason ?? ''}`;
    case 'notTaken':
      return detail['step'] === 'escalated' ? 'никто не взял за час' : 'никто не взял: задача «Связаться»';
    case 'taken':
      return `диалог ведёт ${who} (${how})`;
    case 'passedOn':
      return `диалог перешёл: ${who} (${how})`;
    case 'managerWrote':
      return `${who} пишет гостю`;
    case 'held':
      return `${who} держит диалог`;
    case 'returned':
      return `вернулся боту (${how})`;
    case 'stageMoved':
      return `этап: ${stage(detail['from'])} → ${stage(detail['to'])} (${detail['by'] === 'bot' ? 'бот' : 'CRM'})`;
    default:
      return FIXED[kind] ?? kind;
  }
}
