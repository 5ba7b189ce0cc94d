import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { TemporalAway } from '../../api/temporal/calls.ts';
import { widgetFiles } from '../../widget/build/archive.ts';
import { startApp, WIDGET, type StartedApp } from '../api/start-app.ts';
import { startBrowser } from '../support/browser.ts';
import { eventually } from '../support/environment.ts';
import { FamilyDoor } from '../support/family-door.ts';
import { startAmocrmPage, type AmocrmPage } from './amocrm-page.ts';

const ANNA = 9500002;
const LEAD = 42000001;
/** On the clock of the page, which stands still until a test moves it. */
const NOON = new Date('2026-11-21T12:00:00');
const at = (hours: number, minutes: number): number => new Date(NOON).setHours(hours, minutes);

describe('the widget in amoCRM’s lead card', function () {
  this.timeout(60_000);
  let browser: Browser;
  let amocrm: AmocrmPage;
  let context: BrowserContext;
  let page: Page;
  let app: StartedApp;
  let door: FamilyDoor;
  let troubles: string[];

  before(async () => {
    const files = await widgetFiles({ link: 'https://sanatorium.example', email: 'help@sanatorium.example' });
    amocrm = await startAmocrmPage(files['script.js'] ?? new Uint8Array());
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    await amocrm.close();
  });
  beforeEach(async () => {
    door = new FamilyDoor();
    const widget = { ...WIDGET, accountOrigin: amocrm.url };
    Object.assign(amocrm, { integration: widget, userId: ANNA });
    app = await startApp({ dialogWorkflows: door, widget, now: () => Date.now() });
    context = await browser.newContext({ locale: 'ru-RU' });
    page = await context.newPage();
    troubles = [];
    page.on('pageerror', ({ message }) => troubles.push(message));
    await page.clock.install({ time: NOON });
    await page.goto(amocrm.url);
    await page.evaluate(`settings.address = '${app.url}/'`);
  });
  afterEach(async () => {
    await context.close();
    await app.close();
    assert.deepEqual(troubles, []);
  });

  const opens = (lead: number | string = LEAD) => page.evaluate<boolean[]>(`card(${lead})`);
  const text = (name: string) => page.locator(`.estafeta-card__${name}`);
  const shows = (state: string, ...details: string[]): Promise<unknown> =>
    eventually(
      `«${state}» ${details.join(' ')}`,
      async () => {
        const shown = [await text('state').textContent(), await text('details').textContent()];
        return shown[0] === state && shown[1] === details.join('\n');
      },
      5_000,
    );
  const button = () => page.locator('.estafeta-card button:visible');
  const offers = async (label: string | undefined): Promise<void> =>
    assert.deepEqual(await button().allTextContents(), label === undefined ? [] : [label]);
  const presses = () => button().click();
  const openings = () => door.commands.filter(([, name]) => name === 'cardOpened').length;
  const isAccessible = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(
      violations.map(({ id, help }) => `${id}: ${help}`),
      [],
    );
  };

  it('says true to every callback of amoCRM’s, else amoCRM stops in the middle', async () => {
    assert.deepEqual(await opens(), [true, true, true]);
    assert.deepEqual(await opens('0'), [true, true, true]);
    assert.deepEqual(await opens('undefined'), [true, true, true]);
    const others = `['settings', 'onSave', 'destroy'].map(function (name) { return widget.callbacks[name](); })`;
    assert.deepEqual(await page.evaluate(others), [true, true, true]);
  });

  it('the bot leads: «Взять»', async () => {
    door.has({ k1: {} });
    await opens();
    await shows('Ведёт бот');
    await offers('Взять');
    await isAccessible();
  });

  it('it waits for a manager: since when and why', async () => {
    door.has({ k1: { state: 'awaitingManager', reason: 'pet', handoffAtMs: at(11, 5) } });
    await opens();
    await shows('Ждёт менеджера с 11:05', 'питомец');
    await offers('Взять');
    await isAccessible();
  });

  it('a colleague leads and holds it until a time', async () => {
    door.has({ k1: { state: 'withManager', holder: { id: 1, name: 'Ольга' }, holdUntilMs: at(15, 30) } });
    await opens();
    await shows('Ведёт Ольга', 'Держит до 15:30');
    await offers('Взять');
  });

  it('you lead: «Вернуть боту»', async () => {
    door.has({ k1: { state: 'withManager', holder: { id: ANNA, name: 'Анна' }, holdUntilMs: at(36, 15) } });
    await opens();
    await shows('Ведёте вы', 'Держите до 22.11 12:15');
    await offers('Вернуть боту');
    await isAccessible();
  });

  it('D-55: you have only opened it: until when the bot waits, and that the button makes it yours', async () => {
    door.has({ k1: { state: 'withManager', holder: { id: ANNA }, openingUntilMs: at(12, 5) } });
    await opens();
    await shows('Вы открыли сделку', 'Бот ждёт до 12:05. Напишите гостю или возьмите диалог.');
    await offers('Взять');
  });

  it('closed, and none at all', async () => {
    door.has({ k1: { state: 'closed' } });
    await opens();
    await shows('Диалог закрыт', 'Когда гость напишет, ответит бот.');
    door.has({});
    await opens(LEAD + 1);
    await shows('Диалога нет', 'По этой сделке гость ещё не писал.');
    await offers(undefined);
    await isAccessible();
  });

  it('a family of two: whose dialog it is, and that there is another', async () => {
    door.has({ k1: {}, k2: { state: 'awaitingManager', handoffAtMs: at(11, 0) } });
    await opens();
    await shows('Ждёт менеджера с 11:00', 'Гость: Мария', 'Ещё диалогов на этой сделке: 1');
    await presses();
    await eventually('the take', () => door.commands.some(([key, name]) => key === 'k2' && name === 'take'));
  });

  it('«Взять», then «Вернуть боту», by keyboard alone', async () => {
    door.has({ k1: {} });
    await opens();
    await shows('Ведёт бот');
    door.has({ k1: { state: 'withManager', holder: { id: ANNA } } });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await shows('Ведёте вы');
    door.has({ k1: {} });
    await page.keyboard.press('Space'); // the focus is still there
    await shows('Ведёт бот');
    const by = { id: ANNA, name: 'менеджер (amoCRM)' };
    assert.deepEqual(door.commands.slice(1), [
      ['k1', 'take', { by }],
      ['k1', 'release', { by }],
    ]);
  });

  it('D-54: a colleague was faster: their name, and a second press means it', async () => {
    door.has({ k1: {} });
    await opens();
    await shows('Ведёт бот');
    const said = ApplicationFailure.nonRetryable('Диалог уже ведёт Ольга. Чтобы забрать его, подтвердите ещё раз.', 'ALREADY_TAKEN');
    door.refusals = { k1: new WorkflowUpdateFailedError('refused', said) };
    await presses();
    await eventually('the refusal', async () => (await text('notice').textContent())?.includes('уже ведёт Ольга'));
    await offers('Всё равно взять');
    await isAccessible();
    door.has({ k1: { state: 'withManager', holder: { id: 1, name: 'Ольга' } } });
    await page.clock.runFor(10_100);
    await shows('Ведёт Ольга');
    await offers('Всё равно взять');
    door.refusals = {};
    door.has({ k1: { state: 'withManager', holder: { id: ANNA } } });
    await presses();
    await shows('Ведёте вы');
    assert.deepEqual(door.commands.at(-1), ['k1', 'take', { by: { id: ANNA, name: 'менеджер (amoCRM)' }, force: true }]);
    assert.equal(await text('notice').isVisible(), false);
  });

  it('the dialog has gone to another lead meanwhile: says that it changed', async () => {
    door.has({ k1: {} });
    await opens();
    await shows('Ведёт бот');
    door.has({});
    await presses();
    await eventually('the refusal', async () => (await text('notice').textContent())?.includes('как раз изменился'));
    await page.clock.runFor(10_100);
    await shows('Диалога нет', 'По этой сделке гость ещё не писал.');
    assert.equal(await text('notice').isVisible(), false);
  });

  it('while it looks the button works on, and what an act has overtaken is not shown', async () => {
    door.has({ k1: {} });
    await opens();
    await shows('Ведёт бот');
    const ofBefore = { state: 'closed', key: 'k1', whose: null, others: 0, holder: null, reason: null, waitingSinceMs: null };
    const headers = { 'access-control-allow-origin': '*' };
    let answered = false;
    await page.route('**/widget/look', async (route) => {
      await eventually('the take', () => door.commands.some(([, name]) => name === 'take'));
      await route.fulfill({ json: { card: { ...ofBefore, holdUntilMs: null, openingUntilMs: null }, mark: 'of-before' }, headers });
      answered = true;
    });
    await page.clock.runFor(10_100);
    assert.equal(await button().getAttribute('aria-disabled'), 'false');
    door.has({ k1: { state: 'withManager', holder: { id: ANNA } } });
    await presses();
    await eventually('the late answer', () => answered);
    await shows('Ведёте вы');
  });

  it('D-55: the opening is reported once, however often amoCRM draws the card', async () => {
    door.has({ k1: {} });
    await opens();
    await shows('Ведёт бот');
    await opens();
    await page.evaluate(`widget.callbacks.destroy()`);
    await opens();
    await shows('Ведёт бот');
    assert.equal(openings(), 1);
    await opens(LEAD + 1);
    await eventually('the other card', () => openings() === 2);
    await page.clock.runFor(6_000);
    await opens();
    await eventually('the first one again, later', () => openings() === 3);
  });

  it('D-55: a tab in the background opens nothing and asks nothing until somebody sees it', async () => {
    door.has({ k1: {} });
    await page.evaluate('hide(true)');
    await opens();
    await page.evaluate('widget.callbacks.destroy()');
    await opens();
    await page.clock.runFor(60_000);
    assert.deepEqual(door.calls, []);
    await page.evaluate('hide(false)');
    await shows('Ведёт бот');
    assert.equal(openings(), 1);
    await page.evaluate('hide(true)');
    door.calls.length = 0;
    await page.clock.runFor(60_000);
    assert.deepEqual(door.calls, []);
  });

  it('an open card looks every ten seconds and uses up no token for it', async () => {
    door.has({ k1: {} });
    await opens();
    await shows('Ведёт бот');
    door.has({ k1: { state: 'awaitingManager', handoffAtMs: at(12, 0) } });
    await page.clock.runFor(9_000);
    assert.equal(await text('state').textContent(), 'Ведёт бот');
    await page.clock.runFor(1_100);
    await shows('Ждёт менеджера с 12:00');
    assert.equal(await page.evaluate('sent.length'), 1);
    assert.equal(openings(), 1);
  });

  it('elsewhere than in a card, and in a new one, it is not there and asks nothing', async () => {
    for (const lead of ['0', 'undefined', 'null']) await opens(lead);
    await page.evaluate(`area = 'llist'`);
    await opens();
    await page.clock.runFor(20_000);
    assert.equal(await page.locator('.estafeta-card').count(), 0);
    assert.deepEqual(door.calls, []);
  });

  it('Estafeta does not answer: says so, tries by itself and at once when asked', async () => {
    door.has({ k1: {} });
    door.failure = new TemporalAway('away');
    await opens();
    await shows('Эстафета не отвечает', 'Кто ведёт диалог, сейчас не видно. Попробуем ещё раз сами.');
    await offers('Повторить');
    await isAccessible();
    door.failure = undefined;
    await presses();
    await shows('Ведёт бот');
    assert.equal(openings(), 1, 'the opening was not forgotten');
    door.failure = new TemporalAway('away');
    await page.clock.runFor(10_100);
    await shows('Эстафета не отвечает', 'Кто ведёт диалог, сейчас не видно. Попробуем ещё раз сами.');
    door.failure = undefined;
    await page.clock.runFor(20_100);
    await shows('Ведёт бот');
  });

  it('without Estafeta’s address it says where to write it, and asks nobody', async () => {
    await page.evaluate(`settings.address = 'estafeta'`);
    await opens();
    await shows('Не указан адрес Эстафеты: впишите его в настройках виджета.');
    assert.equal(await page.evaluate('sent.length'), 0);
  });

  it('a name is text, whatever is in it', async () => {
    door.has({ k1: { state: 'withManager', holder: { id: 1, name: '<img src=x onerror=alert(1)>' } } });
    await opens();
    await shows('Ведёт <img src=x onerror=alert(1)>');
    assert.equal(await page.locator('.estafeta-card img').count(), 0);
  });

  it('the button is as high as a finger, and nothing of the page changes its looks', async () => {
    door.has({ k1: {} });
    await opens();
    await shows('Ведёт бот');
    assert.ok(((await button().boundingBox())?.height ?? 0) >= 44);
    const strangers = `Array.from(document.adoptedStyleSheets)
      .flatMap(function (sheet) { return Array.from(sheet.cssRules); })
      .map(function (rule) { return rule.selectorText; })
      .filter(function (selector) { return selector.indexOf('.estafeta-card') !== 0; })`;
    assert.deepEqual(await page.evaluate(strangers), []);
  });

  it('a page of another account gets nothing', async () => {
    Object.assign(amocrm, { integration: { ...WIDGET, accountOrigin: 'https://other.amocrm.ru' } });
    door.has({ k1: {} });
    await opens();
    await shows('Эстафета не пускает виджет', 'Токен выдан в другом аккаунте amoCRM. Обновите карточку и попробуйте ещё раз.');
    await offers('Повторить');
    assert.deepEqual(door.calls, []);
  });
});
