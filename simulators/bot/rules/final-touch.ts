import type { Draft } from '../draft.ts';
import { addressed, reply } from '../draft.ts';
import { stay } from '../phrases.ts';
import type { Turn } from '../turn.ts';
import { activeStage } from '../turn.ts';

/** SPEC D-70: one message to a silent client, made from where the lead stands and what was chosen. */
export function touchOnceMore(turn: Turn): Draft | undefined {
  if (turn.request.trigger !== 'finalTouch') return undefined;
  if (turn.before.optedOut) return { actions: [{ type: 'silent', because: 'Клиент просил не писать' }] };
  const text = textFor(turn);
  return text === undefined ? { actions: [{ type: 'silent', because: 'Сделка не на этапах бота' }] } : reply(addressed(turn, text));
}

function textFor(turn: Turn): string | undefined {
  const { arrival, departure } = turn.booking;
  const when = arrival !== undefined && departure !== undefined ? ` ${stay(arrival, departure)}` : '';
  const stage = activeStage(turn);
  switch (stage) {
    case undefined:
    case 'Новая заявка':
      return when === ''
        ? 'вы интересовались отдыхом в нашем санатории. Подскажите даты и число гостей, и я посчитаю стоимость.'
        : `вы интересовались отдыхом${when}. Планы в силе? Могу подобрать номер и посчитать стоимость.`;
    case 'Проведена консультация':
      return `мы подобрали для вас отдых${when}. Остались вопросы? Если готовы бронировать, напишите «бронирую», и я пришлю ссылку на предоплату.`;
    case 'Предварительная бронь':
      return `для вас оформлена предварительная бронь${when}. Чтобы сохранить номер, внесите предоплату по ссылке; если планы изменились, напишите.`;
    default:
      return undefined;
  }
}
