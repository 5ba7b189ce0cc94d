import type { CrmWrite, SendPurpose, UnknownEffect } from './outbox.ts';

/** What each write does in the CRM, in words for people: «поставить задачу «WhatsApp»». */
export const WRITE_WORDS: Readonly<Record<CrmWrite['type'], string>> = {
  ensureLead: 'найти или завести сделку',
  createTask: 'поставить задачу',
  addNote: 'записать примечание',
  setLeader: 'показать, кто ведёт диалог',
  moveLead: 'передвинуть сделку',
  writeBooking: 'записать параметры брони',
};

export const TASK_WORDS = { whatsapp: 'поставить задачу «WhatsApp»', call: 'поставить задачу «Связаться»' } as const;

export const writeWords = (write: CrmWrite): string => (write.type === 'createTask' ? TASK_WORDS[write.kind] : WRITE_WORDS[write.type]);

const SENDS: Readonly<Record<SendPurpose, string>> = {
  answer: 'ответ бота',
  handoff: 'текст о передаче менеджеру',
  greeting: 'бот снова на связи',
  finalTouch: 'финальное касание',
  say: 'слова менеджера',
};

export const sendWords = (purpose: SendPurpose): string => `отправить клиенту: ${SENDS[purpose]}`;

/** Nobody knows whether it happened; its text is not for everybody's eyes (SPEC D-91). */
export function unknownWords({ what, send }: UnknownEffect): string {
  if (what === 'send') return send === undefined ? 'отправить клиенту сообщение' : sendWords(send.purpose);
  return WRITE_WORDS[what];
}
