import type { Scene } from './scene.ts';
import type { Scenario, Story } from './story.ts';

const MINUTE_MS = 60_000;
const IN_HOURS = 'Передаю ваше обращение менеджеру. Вам ответит первый освободившийся менеджер.';
const AFTER_HOURS = 'Передаю ваше обращение менеджеру. В рабочее время вам ответит менеджер.';

/** The bot has answered once and is asked for a person. Returns when the handoff was. */
async function asksForPerson({ guest, sees }: Scene, text: string): Promise<number> {
  await guest.writes('Здравствуйте! Есть ли у вас бассейн?');
  await sees.message(/виртуальный помощник[^]*бассейн/u);
  await guest.writes('Позовите, пожалуйста, менеджера');
  await sees.message(text);
  const { handoffAtMs } = await sees.dialog({ state: 'awaitingManager', reason: 'clientAsked' });
  await sees.lead({ fields: { 'Ведёт диалог': 'Ждёт менеджера' } });
  return handoffAtMs ?? 0;
}

export const handoffInHours: Story = {
  title: 'В рабочее время: текст, задача, напоминания, менеджер выполняет задачу',
  guest: { phone: '79281110201', name: 'Олег' },
  beginsAt: '11:00',
  async play(scene) {
    const { guest, managers, sees, time } = scene;
    const handoffAtMs = await asksForPerson(scene, IN_HOURS);
    const task = await sees.task({
      type: 'WhatsApp',
      text: /^Клиент просит человека\n[^]*Клиент: «Позовите, пожалуйста, менеджера»[^]*\n#estafeta:\S+$/u,
      responsible: 'Анна',
      dueAtMs: handoffAtMs + 15 * MINUTE_MS,
    });

    await guest.writes('Вы здесь?');
    await sees.silence('бот молчит: гостя ждёт человек');
    await sees.taskCount(1, 0);

    await time.minutes(15);
    await sees.task({ type: 'Связаться', responsible: 'Анна', dueAtMs: handoffAtMs + 15 * MINUTE_MS });
    await time.minutes(45);
    await sees.note(/^Диалог в WhatsApp всё ещё ждёт менеджера/u);
    await sees.alert(/никто не взял/u);
    await sees.taskCount(1, 1);

    await managers.completes('anna', task.id);
    await sees.dialog({ state: 'withManager', holder: 'Анна', unanswered: 0 });
    await sees.lead({ fields: { 'Ведёт диалог': 'Менеджер' } });
    await sees.silence('гостю больше ничего не сказано');
  },
};

export const handoffAfterHours: Story = {
  title: 'Ночью: другой текст, срок с утра, тревога при открытии дня',
  guest: { phone: '79281110202', name: 'Нина' },
  beginsAt: '21:30',
  async play(scene) {
    const { guest, sees, time } = scene;
    const handoffAtMs = await asksForPerson(scene, AFTER_HOURS);
    const opensAtMs = handoffAtMs - (handoffAtMs % (24 * 60 * MINUTE_MS)) + 30 * 60 * MINUTE_MS; // 21:30 in Moscow is 18:30 UTC: the next 09:00 is 06:00 UTC
    await sees.task({ type: 'WhatsApp', dueAtMs: opensAtMs + 15 * MINUTE_MS });

    await guest.writes('Жду ответа');
    await sees.silence('до утра гостю ничего не говорят');

    await time.until('09:14');
    await sees.taskCount(1, 0);
    await time.until('09:16');
    await sees.task({ type: 'Связаться', dueAtMs: opensAtMs + 15 * MINUTE_MS });
    await time.until('10:01');
    await sees.note(/всё ещё ждёт/u);
    await sees.alert(/никто не взял/u, 1);

    await time.until('09:01');
    await sees.alert(/никто не взял/u, 2);
    await sees.taskCount(1, 1);
    await sees.silence('гость прочёл один текст передачи');
  },
};

export const handoff: Scenario = {
  number: 2,
  title: 'Передача менеджеру в рабочее время и ночью',
  stories: [handoffInHours, handoffAfterHours],
};
