import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { detailsOf } from '../../workflows/dialog/details.ts';
import { viewOf } from '../../workflows/dialog/view-of.ts';
import { answered } from '../domain/situations.ts';
import { aContact, aPolicy, at, hours } from '../support/builders.ts';
import { USER_METADATA } from './user-metadata.ts';

const GOLDEN = new URL('../golden/user-metadata/', import.meta.url);
const MOMENT = String.raw`\d\d\.\d\d \d\d:\d\d`;

/** The state's first line, and the reason it must name. */
const SAYS: Readonly<Record<string, { who: string; why: string; next: RegExp }>> = {
  'with-bot': { who: 'Ведёт бот', why: 'Клиент написал', next: /финальное касание/u },
  'with-bot-asked': { who: 'Ведёт бот', why: 'Клиент написал', next: /передадим менеджеру, если бот не ответит/u },
  'awaiting-manager': { who: 'Ждёт менеджера', why: 'Клиент просит человека', next: /«Связаться», если никто не возьмёт/u },
  'awaiting-manager-crm-down': { who: 'Ждёт менеджера', why: 'Жалоба', next: /попробуем поставить задачу «WhatsApp»/u },
  'message-of-unknown-fate': { who: 'Ждёт менеджера', why: 'Сообщение клиенту не уходит', next: /«Связаться»/u },
  'with-manager': { who: 'Ведёт менеджер (WhatsApp)', why: 'Менеджер написал', next: /вернётся боту, если менеджер промолчит/u },
  'with-manager-hold': {
    who: 'Ведёт Анна, «Держу» до 02.03 16:30',
    why: 'Менеджер нажал кнопку',
    next: /вернётся боту: кончится «Держу»/u,
  },
  'with-manager-opening': { who: 'Сделку смотрит Анна, бот ждёт', why: 'Сделка открыта', next: /будет как до открытия/u },
};

describe('the tab User Metadata', () => {
  it('says in every state what the golden files say', () => {
    const golden = readdirSync(GOLDEN).map((file) => [file.replace(/\.md$/u, ''), readFileSync(new URL(file, GOLDEN), 'utf8')]);
    assert.deepEqual(
      USER_METADATA,
      Object.fromEntries(golden),
      'The text has changed: run «npm run docs:golden», read the difference and commit it.',
    );
  });

  for (const [name, { who, why, next }] of Object.entries(SAYS)) {
    it(`${name}: who leads, since when, why, and what comes next at which moment`, () => {
      const text = USER_METADATA[name] ?? '';
      assert.ok(text.startsWith(`- **${who}**\n`), text);
      assert.match(text, new RegExp(`^- \\*\\*С какого времени:\\*\\* ${MOMENT}$`, 'mu'));
      assert.ok(text.includes(`- **Почему:** ${why}\n`), text);
      assert.match(text, new RegExp(`^- \\*\\*Дальше:\\*\\* ${MOMENT} .*${next.source}`, 'mu'));
    });
  }

  it('closed: since when, why, and that nothing comes before somebody writes', () => {
    const text = USER_METADATA['closed'] ?? '';
    for (const line of [
      '**Закрыт: никто не ведёт',
      'времени:** 01.04 12:45',
      '**Почему:** Давно нет сообщений',
      'ничего, пока никто не напишет',
    ])
      assert.ok(text.includes(line), line);
  });

  it('what is owed and of unknown fate is told in words, not in codes', () => {
    for (const [name, text] of Object.entries(USER_METADATA))
      assert.doesNotMatch(text.replaceAll(/WhatsApp|amoCRM/gu, ''), /[a-z]+[A-Z]|undefined|NaN/u, name);
  });

  it('names nothing of the guest: no phone, no name, no words', () => {
    const { phone = '', name = '' } = aContact();
    for (const [scene, text] of Object.entries(USER_METADATA))
      for (const personal of [phone, phone.slice(-7), name, 'бассейн', 'номер?', 'Вы здесь', 'Ужасный', '25 метров', 'Хочу приехать'])
        assert.ok(!text.includes(personal), `${scene}: ${personal}`);
  });

  it('tells moments on the sanatorium’s clocks, and whose clocks those are', () => {
    const { dialog, nowMs, policy } = answered({ startMs: at('12:00'), policy: aPolicy({ hours: { offsets: [[0, hours(5)]] } }) });
    const text = detailsOf(dialog, { nowMs, policy });
    assert.match(text, /С какого времени:\*\* 02\.03 14:00/u);
    assert.match(text, /Время:\*\* UTC\+5$/u);
  });

  it('and the dialog’s view tells the same moment and reason', () => {
    const world = answered({ startMs: at('12:00') });
    world.until(at('12:05'));
    world.take();
    const { stateSinceMs, stateBecause } = viewOf(world.dialog, world.nowMs, world.policy);
    assert.deepEqual([stateSinceMs, stateBecause], [at('12:05'), 'менеджер нажал кнопку']);
    const { led: _, ...before } = world.dialog;
    assert.deepEqual(viewOf(before, world.nowMs, world.policy).stateSinceMs, null);
  });

  it('shows the names of people as words, whatever signs are in them', () => {
    const world = answered();
    world.take({ id: 1, name: '*Анна* [x](https://bad.example) <b>' });
    assert.match(detailsOf(world.dialog, world), /^- \*\*Ведёт \\\*Анна\\\* \\\[x\\\]\(https:\/\/bad\.example\) \\<b\\>\*\*/u);
  });
});
