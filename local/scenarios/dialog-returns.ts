import type { Scene } from './scene.ts';
import type { Scenario, Story } from './story.ts';

const BACK_AND_IDLE = 'Я виртуальный помощник, снова на связи. Если есть вопросы, напишите.';
const HANDED_OVER = 'Передаю ваше обращение менеджеру. В рабочее время вам ответит менеджер.';

async function botAnswersOnce({ guest, sees }: Scene): Promise<void> {
  await guest.writes('Здравствуйте! Подскажите, есть ли парковка?');
  await sees.message(/Охраняемая парковка/u);
}

export const returnsWhileGuestWaits: Story = {
  title: 'Менеджер молчит 20 минут, а гость ждёт',
  guest: { phone: '79281110401', name: 'Антон' },
  beginsAt: '10:00',
  async play(scene) {
    const { guest, managers, sees, time } = scene;
    await botAnswersOnce(scene);
    await managers.write('Антон, здравствуйте, это Борис.');
    await time.minutes(19);
    await guest.writes('Во сколько заезд?');
    await time.minutes(19);
    await sees.silence('прошло 38 минут от слов менеджера, но только 19 от вопроса гостя');
    await sees.dialog({ state: 'withManager' });
    await time.minutes(2);
    await sees.message(/^Я виртуальный помощник, снова на связи\. Заезд с 14:00/u);
    await sees.dialog({ state: 'withBot', unanswered: 0 });
    await sees.lead({ fields: { 'Ведёт диалог': 'Бот' } });
  },
};

export const returnsWhenNobodyWaits: Story = {
  title: 'Менеджер молчит 40 минут, никто не ждёт',
  guest: { phone: '79281110402', name: 'Лидия' },
  beginsAt: '11:00',
  async play(scene) {
    const { managers, sees, time } = scene;
    await botAnswersOnce(scene);
    await managers.write('Лидия, места у парковки мы вам оставим.');
    await time.minutes(39);
    await sees.dialog({ state: 'withManager' });
    await time.minutes(2);
    await sees.message(BACK_AND_IDLE);
    await sees.dialog({ state: 'withBot' });
    await sees.lead({ fields: { 'Ведёт диалог': 'Бот' } });
  },
};

export const returnsByField: Story = {
  title: 'Менеджер ставит «Ведёт диалог» в amoCRM',
  guest: { phone: '79281110403', name: 'Глеб' },
  beginsAt: '12:00',
  async play(scene) {
    const { guest, managers, sees } = scene;
    await botAnswersOnce(scene);
    await managers.setsLeader('anna', 'Менеджер');
    await sees.dialog({ state: 'withManager', holder: 'Анна' });
    await guest.writes('А трансфер из аэропорта?');
    await sees.silence('бот молчит: в поле стоит «Менеджер»');

    await managers.setsLeader('anna', 'Бот');
    await sees.message(/^Я виртуальный помощник, снова на связи\. Трансфер от аэропорта/u);
    await sees.dialog({ state: 'withBot', unanswered: 0 });
  },
};

export const returnsByButton: Story = {
  title: 'Менеджер возвращает диалог кнопкой, и ждущий тоже',
  guest: { phone: '79281110404', name: 'Рита' },
  beginsAt: '22:00',
  async play(scene) {
    const { guest, managers, sees, time } = scene;
    await botAnswersOnce(scene);
    await managers.isRefused(async () => managers.releases('anna'), /не у менеджера/u);
    await managers.takes('anna');
    await managers.releases('anna');
    await sees.dialog({ state: 'withBot' });
    await time.minutes(1);
    await sees.silence('ночью о возвращении не пишут, слова ждут следующего ответа');
    await guest.writes('А где вы находитесь?');
    await sees.message(/^Я виртуальный помощник, снова на связи\. Мы находимся/u);

    await guest.writes('Сколько стоит массаж?');
    await sees.message(HANDED_OVER);
    await sees.dialog({ state: 'awaitingManager', reason: 'extensionOrExtras' });
    await guest.writes('И ещё: есть ли прачечная?');
    await managers.releases('anna');
    await sees.message(HANDED_OVER);
    await sees.dialog({ state: 'awaitingManager' });
    await sees.taskCount(2, 0);
  },
};

export const managerHolds: Story = {
  title: '«Держу»: молчание не возвращает раньше срока',
  guest: { phone: '79281110405', name: 'Юрий' },
  beginsAt: '13:00',
  async play(scene) {
    const { guest, managers, sees, time } = scene;
    await botAnswersOnce(scene);
    await managers.isRefused(async () => managers.holds('anna', 25 * 60), /не дольше 24 часов/u);
    await managers.holds('anna', 90);
    await sees.dialog({ state: 'withManager', holder: 'Анна' });
    await guest.writes('Есть ли у вас трансфер?');
    await time.minutes(85);
    await sees.silence('полтора часа ещё не прошли');
    await sees.dialog({ state: 'withManager', unanswered: 1 });
    await time.minutes(6);
    await sees.message(/^Я виртуальный помощник, снова на связи\. Трансфер от аэропорта/u);
    await sees.dialog({ state: 'withBot', unanswered: 0 });
  },
};

export const dialogReturns: Scenario = {
  number: 4,
  title: 'Диалог возвращается боту',
  stories: [returnsWhileGuestWaits, returnsWhenNobodyWaits, returnsByField, returnsByButton, managerHolds],
};
