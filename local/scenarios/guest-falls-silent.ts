import type { Scene } from './scene.ts';
import type { Scenario, Story } from './story.ts';

async function hearsPrice({ guest, sees }: Scene): Promise<void> {
  await guest.writes('Добрый день! Сколько стоит с 5 по 15 августа, двое взрослых?');
  await sees.message(/виртуальный помощник[^]*Какой номер выбираете\?/u);
  await sees.lead({ stage: 'Проведена консультация' });
}

export const finalTouchAnswered: Story = {
  title: 'Через сутки бот пишет ещё раз, гость отвечает',
  guest: { phone: '79281110501', name: 'Алла' },
  beginsAt: '15:00',
  async play(scene) {
    const { guest, sees, time } = scene;
    await hearsPrice(scene);
    await time.hours(23);
    await sees.silence('сутки ещё не прошли');
    await time.hours(2);
    await sees.message(/^Алла, мы подобрали для вас отдых с 5 по 15 августа\. [^]*бронирую/u);
    await sees.lead({ stage: 'Проведена консультация' });

    await guest.writes('Да, бронирую стандарт');
    await sees.message(/Ссылка на оплату: https:\/\/pay\.example/u);
    await sees.lead({ stage: 'Предварительная бронь' });
    await time.hours(72);
    await sees.silence('второго касания по одной сделке нет');
    await sees.taskCount(0, 0);
  },
};

export const finalTouchUnanswered: Story = {
  title: 'Ночью не пишут; гость так и не ответил, задача через 48 часов',
  guest: { phone: '79281110502', name: 'Денис' },
  beginsAt: '22:00',
  async play(scene) {
    const { sees, time } = scene;
    await hearsPrice(scene);
    await time.hours(25);
    await sees.silence('сутки прошли, но сейчас ночь');
    await time.until('09:55');
    await sees.silence('до 10:00 не пишут');
    await time.until('10:05');
    await sees.message(/^Денис, мы подобрали для вас отдых/u);

    await time.hours(47);
    await sees.taskCount(0, 0);
    await time.hours(2);
    await sees.task({ type: 'Связаться', text: /не ответил/u, responsible: 'Анна' });
    await sees.lead({ stage: 'Проведена консультация' });
    await sees.taskCount(0, 1);
    await sees.silence('гостю больше не пишут');
  },
};

export const guestFallsSilent: Scenario = {
  number: 5,
  title: 'Гость замолчал: финальное касание',
  stories: [finalTouchAnswered, finalTouchUnanswered],
};
