import type { Scenario, Story } from './story.ts';

const HANDED_OVER = 'Передаю ваше обращение менеджеру. Вам ответит первый освободившийся менеджер.';
const GREETING = 'Здравствуйте! Я виртуальный помощник санатория «Шахтёр».';

export const reviewAfterStay: Story = {
  title: '«Выезд»: гость оставляет отзыв',
  guest: { phone: '79000000009', name: 'Татьяна' },
  beginsAt: '10:00',
  async play({ guest, sees }) {
    await guest.writes('Спасибо за отдых, всё очень понравилось!');
    await sees.message(`${GREETING} Спасибо за отзыв!`);
    await sees.note(/^Отзыв гостя: Спасибо за отдых, всё очень понравилось!/u, 42_000_008);
    await sees.lead({ stage: 'Выезд' }, 42_000_008);
    await sees.dialog({ requestKind: 'afterStay', unanswered: 0 });
  },
};

export const asBeforeAfterStay: Story = {
  title: '«Выезд»: гость хочет приехать снова, как в прошлый раз',
  guest: { phone: '79281110601', name: 'Инна' },
  beginsAt: '11:00',
  async play({ guest, managers, sees, time }) {
    const left = await managers.creates('anna', 'Выезд');
    await guest.writes('Здравствуйте! Хочу приехать снова как в прошлый раз');
    await sees.message(`${GREETING} ${HANDED_OVER}`);
    await sees.dialog({ state: 'awaitingManager', reason: 'pastStays' });
    await time.minutes(2);
    const lead = await sees.lead({ stage: 'Новая заявка', tagged: true, fields: { 'Ведёт диалог': 'Ждёт менеджера' } });
    await sees.task({ type: 'WhatsApp', text: /^Клиент ссылается на прошлые заезды/u, leadId: lead.id });
    await sees.lead({ stage: 'Выезд' }, left);
  },
};

export const newBookingAfterStay: Story = {
  title: '«Выезд»: новая бронь ведётся в новой сделке',
  guest: { phone: '79281110603', name: 'Фёдор' },
  beginsAt: '16:00',
  async play({ guest, managers, sees, time }) {
    const left = await managers.creates('anna', 'Выезд');
    await guest.writes('Добрый день! Хочу снова приехать с 10 по 20 мая, двое взрослых');
    await sees.message(/^Здравствуйте! Я виртуальный помощник[^]*с 10 по 20 мая[^]*Какой номер выбираете\?/u);
    await time.minutes(2);
    await sees.lead({ stage: 'Новая заявка', tagged: true, fields: { 'Ведёт диалог': 'Бот', 'Количество гостей': 2 } });
    await guest.writes('А сколько будет люкс?');
    await sees.message(/номер «Люкс»/u);
    await sees.lead({ stage: 'Проведена консультация', tagged: true, fields: { 'Категория номера': 'Люкс' } });
    await sees.lead({ stage: 'Выезд' }, left);
    await sees.dialog({ requestKind: 'bookingInProgress', unanswered: 0 });
  },
};

export const refusedGuestReturns: Story = {
  title: '«Отказ»: прежняя сделка закрыта, новое обращение — новая сделка',
  guest: { phone: '79000000002', name: 'Игорь' },
  beginsAt: '12:00',
  async play({ guest, sees }) {
    await guest.writes('Добрый день, хочу всё-таки приехать. Сколько стоит с 1 по 8 октября, один взрослый?');
    await sees.message(/^Здравствуйте! Я виртуальный помощник[^]*с 1 по 8 октября/u);
    const lead = await sees.lead({ stage: 'Проведена консультация', tagged: false });
    if (lead.id === 42_000_001) throw new Error('Бот двинул закрытую сделку');
    await sees.lead({ stage: 'Отказ' }, 42_000_001);
  },
};

export const severalLeads: Story = {
  title: 'Две сделки сразу: один уточняющий вопрос, потом менеджер',
  guest: { phone: '79000000011', name: 'Людмила' },
  beginsAt: '13:00',
  async play({ guest, sees }) {
    await guest.writes('Здравствуйте, хочу уточнить по брони');
    await sees.message(/^Здравствуйте! Я виртуальный помощник[^]*несколько заявок/u);
    await guest.writes('По той, что весной');
    await sees.message(HANDED_OVER);
    await sees.dialog({ state: 'awaitingManager', reason: 'severalLeads' });
    await sees.task({ type: 'WhatsApp', text: /^У клиента несколько сделок/u, leadId: 42_000_011 });
    await sees.lead({ stage: 'Новая заявка' }, 42_000_011);
    await sees.lead({ stage: 'Предоплата получена' }, 42_000_012);
  },
};

export const familyOfFive: Story = {
  title: 'Пятеро гостей: менеджер; четверо с ребёнком четырёх лет: бот',
  guest: { phone: '79281110602', name: 'Ольга' },
  beginsAt: '14:00',
  async play({ guest, managers, sees }) {
    await guest.writes('Здравствуйте! С 3 по 13 июня, двое взрослых и двое детей: 4 и 9 лет');
    await sees.message(/Какой номер выбираете\?/u);
    await guest.writes('С нами едет ещё бабушка: трое взрослых и двое детей, 4 и 9 лет');
    await sees.message(HANDED_OVER);
    await sees.dialog({ state: 'awaitingManager', reason: 'moreThanFourGuests' });
    await sees.task({ type: 'WhatsApp', text: /^Гостей больше четырёх/u });

    await managers.write('Ольга, разместим вас в двух номерах.');
    await sees.dialog({ state: 'withManager', unanswered: 0 });
    await managers.releases('anna');
    await sees.message('Я виртуальный помощник, снова на связи. Если есть вопросы, напишите.');
    await guest.writes('А парковка есть?');
    await sees.message(/Охраняемая парковка/u);
    await sees.dialog({ state: 'withBot', unanswered: 0 });
    await sees.taskCount(1, 0);
  },
};

export const specialPlaces: Scenario = {
  number: 6,
  title: 'Особые места воронки',
  stories: [reviewAfterStay, asBeforeAfterStay, newBookingAfterStay, refusedGuestReturns, severalLeads, familyOfFive],
};
