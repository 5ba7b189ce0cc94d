/** Codes of the API in the words of a manager. */

export const STATE_WORDS: Readonly<Record<string, string>> = {
  withBot: 'Ведёт бот',
  awaitingManager: 'Ждёт менеджера',
  withManager: 'У менеджера',
  closed: 'Закрыт',
};

export const CHANNEL_WORDS: Readonly<Record<string, string>> = {
  whatsapp: 'WhatsApp',
  whatsapp_business: 'WhatsApp Business',
  telegram: 'Telegram',
  telegram_personal: 'Telegram',
  max: 'MAX',
  max_bot: 'MAX',
};

export const ROLE_WORDS: Readonly<Record<string, string>> = { viewer: 'Наблюдатель', manager: 'Менеджер', admin: 'Администратор' };

export const SPEAKER_WORDS: Readonly<Record<string, string>> = {
  client: 'Гость',
  bot: 'Бот',
  manager: 'Менеджер',
  note: 'Сообщение системы',
};

export const ENDING_WORDS: Readonly<Record<string, string>> = {
  answered: 'отвечено',
  handedOver: 'передано менеджеру',
  taken: 'взял менеджер',
  silent: 'ответ не нужен',
};

export const KIND_WORDS: Readonly<Record<string, string>> = {
  newRequest: 'новая заявка',
  bookingInProgress: 'бронь оформляется',
  currentBooking: 'действующая бронь',
  afterStay: 'после отдыха',
  severalLeads: 'несколько сделок',
  unclear: 'пока неясно',
};

export const ATTACHMENT_WORDS: Readonly<Record<string, string>> = {
  photo: 'Фото',
  voice: 'Голосовое сообщение',
  document: 'Документ',
  video: 'Видео',
  other: 'Файл',
};

/** What is still to be done or of unknown fate, by the codes of `owed` and `unknownEffects`. */
const EFFECT_WORDS: Readonly<Record<string, string>> = {
  send: 'сообщение гостю',
  createTask: 'задача в CRM',
  addNote: 'заметка в CRM',
  setLeader: 'поле «Ведёт диалог» в CRM',
  moveLead: 'этап сделки',
  ensureLead: 'сделка для гостя',
  writeBooking: 'параметры брони в CRM',
};

/** `sendMessage: answer` and `createTask` alike. */
export const effectWords = (what: string): string => EFFECT_WORDS[what.startsWith('sendMessage') ? 'send' : what] ?? what;
