import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Frame, Page } from 'playwright-core';
import { startBrowser } from '../support/browser.ts';
import { eventually } from '../support/environment.ts';
import { START_WITHIN_MS, startedRoom, type StartedRoom } from '../support/play-room.ts';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };
const PARTS = ['Консоль', 'CRM', 'Истории', 'Телефон'];
const LEAST_PX = 44;
/** It is looked at every tenth of a second, on a machine that may have other work. */
const STORY_WITHIN_MS = 90_000;

let started: StartedRoom;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

describe('the play room’s page', function playRoomPage() {
  this.timeout(START_WITHIN_MS);
  before(async () => {
    [started, browser] = await Promise.all([startedRoom(), startBrowser()]);
    page = await (await browser.newContext({ viewport: WIDE, locale: 'ru-RU' })).newPage();
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(started.room.url);
  });
  after(async () => browser?.close());

  beforeEach(async () => page.setViewportSize(WIDE));

  it('a guest writes on the phone: the bot’s answer comes and the CRM shows the lead, without reloading', async () => {
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
    await page.getByRole('button', { name: '+ номер' }).click();
    await page.getByText('Разговора ещё нет').waitFor();
    await page.getByLabel('Сообщение гостя').fill('Здравствуйте! Сколько стоит отдых в июле?');
    await page.keyboard.press('Enter');
    await page.getByTestId('bubble-guest').getByText('Сколько стоит отдых в июле?').waitFor();
    await page.getByTestId('bubble-bot').getByText('Я виртуальный помощник санатория').waitFor();
    await page.getByTestId('bubble-guest').getByRole('img', { name: 'Эстафета приняла' }).waitFor();
    const lead = page.getByTestId('own-leads').getByRole('article');
    assert.equal(await lead.getByTestId('lead-stage').inputValue(), 'Новая заявка');
    await lead.getByRole('button', { name: 'Бот', pressed: true }).waitFor();
    assert.equal(await page.evaluate(() => 'isSamePage' in globalThis), true);
  });

  it('«Менеджер» in the CRM takes the dialog, and the phone shows it', async () => {
    await page.getByTestId('own-leads').getByRole('button', { name: 'Менеджер' }).click();
    await page.getByText('диалог ведёт менеджер').waitFor();
    await page.getByTestId('own-leads').getByRole('button', { name: 'Бот' }).click();
    await page.getByText('диалог ведёт бот').waitFor();
  });

  it('«+1 день» moves the clock of the dialog, and says so while it does', async () => {
    const aheadMs = async (): Promise<number> => Number(await page.getByTestId('dialog-time').getAttribute('data-at-ms')) - Date.now();
    assert.ok(Math.abs(await aheadMs()) < 5_000);
    await page.getByRole('button', { name: '+1 день' }).click();
    await page.getByText('Время диалога идёт на 1 день вперёд').waitFor();
    await eventually('a day later', async () => (await aheadMs()) > 86_000_000, 60_000);
    await page.getByText('Время диалога идёт на 1 день вперёд').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '+1 ч', disabled: false }).waitFor();
  });

  it('a story runs to its end with a guest of its own, whose phone is shown', async () => {
    await page.getByRole('button', { name: /^1 Новый гость/u }).click();
    await page.getByText('диалог ведёт бот').waitFor();
    const ended = page.getByTestId('story-state').filter({ hasText: 'История 1', hasNotText: 'идёт' });
    await ended.waitFor({ timeout: STORY_WITHIN_MS });
    assert.equal(await ended.innerText(), 'История 1 сыграна до конца: всё было видно так, как должно');
    await page.getByTestId('bubble-bot').getByText('Ссылка на оплату').waitFor();
    assert.equal(await page.getByTestId('own-leads').getByTestId('lead-stage').inputValue(), 'Предоплата получена');
    assert.match(await page.getByRole('list', { name: 'Ход истории' }).innerText(), /Гость оплачивает/u);
  });

  it('the console stands in a frame, logged in, at the dialog of the guest whose phone it is', async () => {
    const frame = (await (await page.locator('iframe').elementHandle())?.contentFrame()) as Frame;
    await page.getByRole('button', { name: '+ номер' }).click();
    await page.getByRole('button', { name: 'Есть ли у вас парковка?' }).click();
    await eventually('the dialog', () => /\/#\/dialogs\/[\da-f]{32}$/u.test(frame.url()));
    await frame.getByLabel('Переписка').getByText('Есть ли у вас парковка?').waitFor();
    await frame.getByText('Анна').first().waitFor();
  });

  it('on 390 px nothing needs scrolling sideways; there and on 1280 px everything to press is 44 px high and wide', async () => {
    assert.deepEqual(await tooSmall(page), []);
    await page.setViewportSize(NARROW);
    for (const part of PARTS) {
      await page.getByRole('navigation').getByRole('button', { name: part }).click();
      assert.deepEqual([part, await page.evaluate('document.documentElement.scrollWidth')], [part, NARROW.width]);
      assert.deepEqual(await tooSmall(page), [], part);
    }
  });

  it('axe finds nothing, wide or narrow', async () => {
    assert.deepEqual(await violations(page), []);
    await page.setViewportSize(NARROW);
    for (const part of PARTS) {
      await page.getByRole('navigation').getByRole('button', { name: part }).click();
      assert.deepEqual(await violations(page), [], part);
    }
  });

  it('can be played from the keyboard: what was typed goes with Enter, every button has the focus shown', async () => {
    await page.getByLabel('Сообщение гостя').focus();
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus-visible');
    assert.equal(await focused.getAttribute('aria-label'), 'Отправить');
    assert.notEqual(await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle'), 'none');
  });

  it('says when the room is gone, and goes on by itself when it is back', async () => {
    assert.deepEqual(complaints, []);
    const own = await started.another({});
    const port = Number(new URL(own.url).port);
    try {
      await page.goto(own.url);
      await page.getByTestId('own-leads').waitFor();
    } finally {
      await own.stop();
    }
    await page.getByText('Связь с игровой комнатой потеряна').waitFor();
    await page.getByRole('button', { name: '+ номер' }).click();
    await page.getByRole('alert').getByText('Игровая комната не отвечает. Идёт ли npm start?').waitFor();
    const back = await started.another({ port });
    try {
      await page.getByText('Связь с игровой комнатой потеряна').waitFor({ state: 'detached' });
    } finally {
      await back.stop();
    }
  });
});

/** What can be pressed and is smaller than a finger. Runs in the page, whose types the tests have not. */
const TOO_SMALL = `[...document.querySelectorAll('button, select, input, summary')]
  .map((element) => [element.textContent || element.tagName, element.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 0 && (width < ${LEAST_PX} || height < ${LEAST_PX}))
  .map(([text, { width, height }]) => text + ' ' + width + '×' + height)`;
const tooSmall = (where: Page): Promise<string[]> => where.evaluate<string[]>(TOO_SMALL);

async function violations(where: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page: where })
    .exclude('iframe') // the console answers for itself
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}
