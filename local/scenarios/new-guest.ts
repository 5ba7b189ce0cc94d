import type { Scenario, Story } from './story.ts';

export const newGuestPays: Story = {
  title: 'Новый гость спрашивает, получает расчёт и ссылку, платит',
  guest: { phone: '79281110101', name: 'Вера' },
  beginsAt: '10:00',
  async play({ guest, managers, sees }) {
    await guest.writes('Здравствуйте! Сколько стоит отдых в июле?');
    await sees.message(/^Здравствуйте! Я виртуальный помощник санатория «Шахтёр»\. [^]*даты заезда и выезда/u);
    await sees.lead({ stage: 'Новая заявка', fields: { 'Ведёт диалог': 'Бот' } });

    await guest.writes('С 10 по 20 июля, двое взрослых');
    await sees.message(/^Вера, с 10 по 20 июля[^]*«Комфорт» — 112 000 ₽[^]*Какой номер выбираете\?/u);
    await sees.lead({ stage: 'Проведена консультация', fields: { 'Количество гостей': 2 } });

    await guest.writes('Комфорт нас устраивает, бронирую');
    const words = await sees.message(/Ссылка на оплату: https:\/\/pay\.example\/shakhter\/\w+$/u);
    await sees.lead({ stage: 'Предварительная бронь', fields: { 'Категория номера': 'Комфорт' }, price: 112_000 });
    await sees.note(new RegExp(`^Клиенту отправлена ссылка на оплату: 33600 ₽, ${words.split(' ').at(-1) ?? ''}`, 'u'));

    await managers.paymentArrives();
    await sees.lead({ stage: 'Предоплата получена' });
    await sees.dialog({ stage: 'Предоплата получена', requestKind: 'currentBooking' });

    await guest.writes('Спасибо! А парковка у вас есть?');
    await sees.message(/^Охраняемая парковка на территории/u);
    await sees.lead({ stage: 'Предоплата получена', fields: { 'Ведёт диалог': 'Бот' } });
    await sees.taskCount(0, 0);
    await sees.dialog({ state: 'withBot', unanswered: 0 });
  },
};

export const newGuest: Scenario = { number: 1, title: 'Новый гость: от вопроса до оплаты', stories: [newGuestPays] };
