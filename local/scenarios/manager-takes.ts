import type { Scenario, Story } from './story.ts';

export const managerWrites: Story = {
  title: 'Менеджер пишет с телефона, второму отказано, но он может забрать',
  guest: { phone: '79281110301', name: 'Павел' },
  beginsAt: '12:00',
  async play({ guest, managers, sees, time }) {
    await guest.writes('Здравствуйте, есть ли у вас Wi-Fi?');
    await sees.message(/Wi-Fi бесплатный/u);

    await managers.write('Павел, добрый день! Это Анна, я вам помогу.', 'phone');
    await sees.dialog({ state: 'withManager', holder: null });
    await sees.lead({ fields: { 'Ведёт диалог': 'Менеджер' } });

    await guest.writes('А сколько стоит люкс?');
    await time.minutes(5);
    await sees.silence('бот молчит: диалог у менеджера');
    await sees.dialog({ state: 'withManager', unanswered: 1 });

    await managers.isRefused(async () => managers.takes('boris'), /Диалог уже ведёт менеджер \(WhatsApp\)/u);
    await managers.takes('boris', { force: true });
    await sees.dialog({ state: 'withManager', holder: 'Борис' });
    await managers.says('boris', 'Люкс в июле — 9 000 ₽ за человека в сутки.');
    await sees.message('Люкс в июле — 9 000 ₽ за человека в сутки.');
    await sees.dialog({ state: 'withManager', holder: 'Борис', unanswered: 0 });
  },
};

export const managerPresses: Story = {
  title: 'Менеджер нажимает «Взять», пока гость пишет',
  guest: { phone: '79281110302', name: 'Мария' },
  beginsAt: '13:00',
  async play({ guest, managers, sees, time }) {
    await guest.sends('Здравствуйте! Хочу отдохнуть в августе');
    await managers.takes('anna');
    await sees.dialog({ state: 'withManager', holder: 'Анна' });
    await time.minutes(2);
    await sees.silence('бот не успел ответить и уже не ответит');
    await sees.lead({ fields: { 'Ведёт диалог': 'Менеджер' } });

    await managers.isRefused(async () => managers.takes('boris'), /Диалог уже ведёт Анна/u);
    await managers.isRefused(async () => managers.holds('boris', 60), /Диалог уже ведёт Анна/u);
    await managers.takes('boris', { force: true });
    await sees.dialog({ state: 'withManager', holder: 'Борис' });
  },
};

export const managerWritesFirst: Story = {
  title: 'Менеджер пишет первым: бот не вмешивается',
  guest: { phone: '79281110303', name: 'Илья' },
  beginsAt: '14:00',
  async play({ guest, managers, sees, time }) {
    await managers.write('Илья, здравствуйте! Вы оставляли заявку на сайте.');
    await sees.dialog({ state: 'withManager' });
    await guest.writes('Да, сколько стоит отдых в сентябре?');
    await sees.silence('бот не вмешивается');

    await time.minutes(19);
    await sees.silence('двадцати минут ещё не прошло');
    await time.minutes(1);
    await sees.message(/^Здравствуйте! Я виртуальный помощник санатория «Шахтёр»\. [^]*даты заезда/u);
    await sees.dialog({ state: 'withBot', unanswered: 0 });
  },
};

export const responsibleOpensLead: Story = {
  title: 'Ответственный открыл сделку и ничего не сделал',
  guest: { phone: '79281110304', name: 'Софья' },
  beginsAt: '15:00',
  async play({ guest, managers, sees, time }) {
    await guest.writes('Добрый день! Кормят у вас хорошо?');
    await sees.message(/Питание трёхразовое/u);
    await managers.isRefused(async () => managers.opensCard('boris'), /не ответственный/u);
    await managers.opensCard('anna');
    await sees.dialog({ state: 'withManager', holder: 'Анна' });
    await sees.lead({ fields: { 'Ведёт диалог': 'Бот' } });

    await guest.writes('А бассейн есть?');
    await sees.silence('бот ждёт: сделка открыта');
    await time.minutes(6);
    await sees.message(/^Крытый бассейн/u);
    await sees.dialog({ state: 'withBot', unanswered: 0 });
  },
};

export const managerTakes: Scenario = {
  number: 3,
  title: 'Менеджер пишет или берёт диалог',
  stories: [managerWrites, managerPresses, managerWritesFirst, responsibleOpensLead],
};
