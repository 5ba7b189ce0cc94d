import type { Draft } from '../draft.ts';
import { addressed, handoff, reply } from '../draft.ts';
import { INTENT } from '../intents.ts';
import type { Turn } from '../turn.ts';

const ONLY_SIGNS = /^[^\p{L}\p{N}]+$/u;

export function nothingNew({ fresh }: Turn): Draft | undefined {
  return fresh.length === 0 ? { actions: [{ type: 'silent', because: 'Нет новых сообщений' }] } : undefined;
}

export function optOut({ text }: Turn): Draft | undefined {
  if (!INTENT.optOut.test(text)) return undefined;
  const words = 'Хорошо, больше не буду вам писать. Если понадобится помощь, напишите, я отвечу.';
  return { actions: [{ type: 'optOut' }, { type: 'reply', text: words }], remember: { optedOut: true } };
}

/** Thanks after a manager's answer need no answer of ours (SPEC §10); after our own they get a short one. */
export function smallTalk(turn: Turn): Draft | undefined {
  const { text, request } = turn;
  if (INTENT.asksWho.test(text))
    return reply(
      'Я виртуальный помощник санатория «Шахтёр». Отвечу на вопросы об отдыхе и помогу с бронью, а если нужно, позову менеджера.',
    );
  if (ONLY_SIGNS.test(text) && !text.includes('?')) return { actions: [{ type: 'silent', because: 'Клиент прислал только знаки' }] };
  if (INTENT.no.test(text) && !text.includes('?'))
    return reply(addressed(turn, 'понимаю. Если планы изменятся, напишите, подберу даты и номер.'));
  const thanks = INTENT.thanks.test(text);
  if (!text.includes('?') && (thanks || INTENT.acknowledges.test(text) || INTENT.yes.test(text))) {
    if (request.trigger === 'resumed') return { actions: [{ type: 'silent', because: 'Клиент благодарит, добавить нечего' }] };
    return reply(thanks ? 'Пожалуйста! Если появятся вопросы, напишите.' : 'Хорошо. Если появятся вопросы, напишите.');
  }
  return INTENT.greets.test(text) || INTENT.asksIfHeard.test(text) ? reply(addressed(turn, 'чем могу помочь?')) : undefined;
}

/** One question; who is not understood twice gets a person (SPEC D-12). */
export function clarifyOnce(turn: Turn): Draft {
  if (turn.request.trigger === 'clarify') return handoff(turn, 'doesNotUnderstand', 'Не удалось понять сообщение дважды');
  const about = turn.kind === 'afterStay' ? 'о прошлом отдыхе или о новой поездке' : 'о новой брони или о той, что уже есть';
  return { actions: [{ type: 'clarify', text: `Не совсем понял вас. Уточните, пожалуйста: вопрос ${about}?` }] };
}
