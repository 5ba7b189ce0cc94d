import type { Evidence, GuestEvidence } from '../../bench/chaos/check/evidence.ts';

const T0 = Date.UTC(2026, 10, 21, 12);
/** Seconds after the beginning. */
export const sec = (seconds: number): number => T0 + seconds * 1_000;

export const HANDOFF_TEXT = 'Передаю ваше обращение менеджеру. Вам ответит первый освободившийся менеджер.';

/** A guest of whom all is well: asked, consulted, sent the link; wrote while a manager had the dialog; called one in the end. */
export function aGuest(): GuestEvidence {
  const texts = { '1': 'Есть ли парковка?', '3': 'Ссылку, пожалуйста', '6': 'Вы тут?', '8': 'Позовите менеджера' };
  const client = (id: keyof typeof texts, at: number, ending: string) => ({ id, role: 'client', atMs: sec(at), text: texts[id], ending });
  const bot = (id: string, at: number, text: string) => ({ id, role: 'bot', atMs: sec(at), text });
  const sent = (id: string, at: number, text: string) => ({
    id,
    text,
    atMs: sec(at),
    decidedAtMs: sec(at) - 50,
    leftAtMs: sec(at) - 10,
    answered: true,
  });
  const wrote = (id: keyof typeof texts, at: number) => ({ id, income: true, author: 'client', text: texts[id], atMs: sec(at) });
  return {
    asked: {
      phone: '79020000100',
      part: 'calls',
      written: Object.values(texts).map((text) => ({ text, atMs: T0 })),
      acts: [
        { what: 'words', text: 'Это Анна.', begunAtMs: sec(5), doneAtMs: sec(5) },
        { what: 'release', begunAtMs: sec(7), doneAtMs: sec(7) + 100 },
      ],
    },
    chat: [
      wrote('1', 1),
      { id: '2', income: false, author: 'api', text: 'Есть парковка.', atMs: sec(2) },
      wrote('3', 3),
      { id: '4', income: false, author: 'api', text: 'Вот ссылка.', atMs: sec(4) },
      { id: '5', income: false, author: 'pact', text: 'Это Анна.', atMs: sec(5) },
      wrote('6', 6),
      { id: '7', income: false, author: 'api', text: 'Я тут.', atMs: sec(8) },
      wrote('8', 9),
      { id: '9', income: false, author: 'api', text: HANDOFF_TEXT, atMs: sec(10) },
    ],
    sends: [sent('2', 2, 'Есть парковка.'), sent('4', 4, 'Вот ссылка.'), sent('7', 8, 'Я тут.'), sent('9', 10, HANDOFF_TEXT)],
    turns: [
      { atMs: sec(1.5), messageIds: ['1'], actions: [{ type: 'reply', text: 'Есть парковка.' }] },
      { atMs: sec(3.5), messageIds: ['3'], actions: [{ type: 'reply', text: 'Вот ссылка.' }] },
      { atMs: sec(7.5), messageIds: ['6'], actions: [{ type: 'reply', text: 'Я тут.' }] },
      { atMs: sec(9.5), messageIds: ['8'], actions: [{ type: 'handoff' }] },
    ],
    dialog: {
      state: 'awaitingManager',
      unanswered: { count: 1, owedBy: 'manager' },
      transcript: [
        client('1', 1.1, 'answered'),
        bot('2', 2, 'Есть парковка.'),
        client('3', 3.1, 'answered'),
        bot('4', 4, 'Вот ссылка.'),
        { id: '5', role: 'manager', atMs: sec(5.2), text: 'Это Анна.' },
        client('6', 6.1, 'answered'),
        bot('7', 8, 'Я тут.'),
        client('8', 9.1, 'handedOver'),
        bot('9', 10, HANDOFF_TEXT),
      ],
      owed: [],
      unknown: [],
    },
    crm: {
      contactIds: [53],
      leads: [{ id: 42, stage: 'Предварительная бронь', leader: 'Ждёт менеджера' }],
      tasks: [{ id: 64, on: 'leads/42', type: 'WhatsApp', text: 'Клиент просит человека\n#estafeta:ab.cd-h9' }],
      notes: [{ id: 86, on: 'leads/42', text: 'Клиенту отправлена ссылка\n#estafeta:ab.cd-w5' }],
      writes: [
        { atMs: sec(4.1), what: 'move', on: 'leads/42', stage: 'Проведена консультация' },
        { atMs: sec(4.2), what: 'note', on: 'leads/42', marker: 'ab.cd-w5' },
        { atMs: sec(4.3), what: 'move', on: 'leads/42', stage: 'Предварительная бронь' },
        { atMs: sec(10), what: 'task', on: 'leads/42', marker: 'ab.cd-h9' },
      ],
    },
  };
}

/** Pact tells of each message 200 ms after it. */
export function evidenceOf(guest: GuestEvidence): Evidence {
  const told = guest.chat.map(({ id, atMs }) => ({ atMs: atMs + 200, messageId: id, outcome: 'delivered' }));
  return { guests: [guest], told, polls: { pact: [], amocrm: [] }, crmWrites: { executed: 4, unanswered: 0 }, outages: [] };
}
