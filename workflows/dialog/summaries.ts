import type { BotTrigger } from '../../domain/dialog/bot.ts';
import { sendWords, TASK_WORDS, WRITE_WORDS } from '../../domain/dialog/effect-words.ts';
import type { CrmWriteNow, Effect } from '../../domain/dialog/effects.ts';

const TURNS: Readonly<Record<BotTrigger, string>> = {
  clientMessage: 'Спросить бота: что ответить клиенту',
  clarify: 'Спросить бота: клиент ответил на его вопрос',
  resumed: 'Спросить бота: диалог вернулся, клиент ждёт',
  finalTouch: 'Спросить бота: финальное касание',
};

const LEADERS = {
  bot: 'Показать в сделке: ведёт бот',
  manager: 'Показать в сделке: ведёт менеджер',
  awaiting: 'Показать в сделке: ждёт менеджера',
};

/** What an activity is for, as the Web UI's Timeline names it. Plain text, and nothing personal: it is stored in clear. */
export function summaryOf(effect: Exclude<Effect, { type: 'callBack' }>): string {
  switch (effect.type) {
    case 'askBot':
      return TURNS[effect.request.trigger];
    case 'readCard':
      return effect.forTurn === undefined ? 'Прочитать карточку в CRM: есть что записать' : 'Прочитать карточку в CRM: боту пора отвечать';
    case 'sendMessage':
      return capital(sendWords(effect.purpose));
    case 'writeCrm':
      return writeSummary(effect);
    case 'askAuthor':
      return 'Спросить amoCRM, кто написал клиенту';
    case 'raiseAlert':
      return 'Поднять тревогу';
  }
}

function writeSummary(write: CrmWriteNow): string {
  if (write.write === 'createTask') return capital(TASK_WORDS[write.kind]);
  if (write.write === 'setLeader') return LEADERS[write.leader];
  if (write.write === 'ensureLead') return write.create ? 'Завести сделку, если amoCRM не завела' : 'Найти сделку, которую завела amoCRM';
  return capital(WRITE_WORDS[write.write]);
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
