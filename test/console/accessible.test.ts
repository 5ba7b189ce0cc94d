import { eventually } from '../support/environment.ts';
import { NOW_MS as WALL_MS } from '../api/start-app.ts';
import { aRow, assertAccessible, assertFitsThumb, aView, givenConsole, NOW_MS, PHONE, WIDE, type ConsoleInBrowser } from './page.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';

const isFocused = (place: object): boolean => (place as { ownerDocument: { activeElement: object } }).ownerDocument.activeElement === place;

const LONG = 'Оченьдлинноесловобезпробелов'.repeat(6);

const DIALOGS: Readonly<Record<string, DialogView>> = {
  'with the bot': aView(),
  'awaiting a manager': aView({
    state: 'awaitingManager',
    reason: 'pet',
    handoffAtMs: NOW_MS - 60_000,
    unanswered: { count: 1, sinceMs: NOW_MS - 60_000, owedBy: 'manager' },
    alerts: [{ id: 'a', atMs: NOW_MS, about: 'handoff', text: 'Клиента никто не взял за час' }],
  }),
  'with a manager': aView({ state: 'withManager', holder: { id: 7, name: 'Ольга' }, holdUntilMs: NOW_MS + 3_600_000 }),
  'looked at by a manager': aView({ state: 'withManager', holder: { id: 7, name: 'Ольга' }, openingUntilMs: NOW_MS + 300_000 }),
  closed: aView({ state: 'closed', nextAlarm: null }),
  'with effects owed and unknown': aView({
    owed: [
      { id: 'w1', what: 'createTask', sinceMs: NOW_MS - 60_000, tries: 2, inFlight: false },
      { id: 'w2', what: 'sendMessage: answer', sinceMs: NOW_MS, tries: 0, inFlight: true },
    ],
    unknownEffects: [{ id: 'send-3', what: 'send', text: LONG, sinceMs: NOW_MS }],
  }),
  'empty and nameless': aView({
    contact: { phone: null, name: null, channel: 'telegram', conversationId: null },
    card: null,
    transcript: [],
    olderMessages: 0,
    decisions: [],
  }),
  'with words that do not break': aView({
    contact: { phone: '79161234567', name: LONG, channel: 'whatsapp', conversationId: 1 },
    transcript: [{ id: 'm', role: 'client', atMs: NOW_MS, text: LONG }],
    decisions: [{ atMs: NOW_MS, spec: 'D-24', text: LONG }],
  }),
};

describe('everybody can use the console', function () {
  this.timeout(60_000);
  let browser: ConsoleInBrowser;
  beforeEach(async () => {
    browser = await givenConsole();
    browser.app.door.page = {
      dialogs: [
        aRow('k1', { state: 'awaitingManager', reason: 'pet', waitingSinceMs: WALL_MS - 60_000 }),
        aRow('k2', { person: { name: LONG } }),
        aRow('k3', { person: null, state: 'withManager', managerId: 9500001 }),
        aRow('k4', { person: null, leadId: null, state: 'closed', stage: null }),
      ],
      nextPage: 'more',
    };
  });
  afterEach(() => browser.close());

  for (const [size, viewport] of [
    ['1280 px', WIDE],
    ['390 px', PHONE],
  ] as const) {
    it(`${size}: the login`, async () => {
      const page = await browser.openWithoutLogin(viewport);
      await page.getByRole('button', { name: 'Войти' }).click();
      await page.getByText('Вставьте токен.').waitFor();
      await assertAccessible(page, 'login');
      await assertFitsThumb(page, 'login');
    });

    it(`${size}: the list, full and empty`, async () => {
      const page = await browser.openAs('manager', '', viewport);
      await page.getByText('Показаны не все').waitFor();
      await assertAccessible(page, 'full');
      await assertFitsThumb(page, 'full');
      browser.app.door.page = { dialogs: [], nextPage: null };
      await page.getByText('Никто не ждёт.').waitFor();
      await assertAccessible(page, 'empty');
    });

    it(`${size}: a dialog in each state, and what opens over it`, async () => {
      const { door } = browser.app;
      const page = await browser.openAs('manager', '', viewport);
      for (const [index, [what, view]] of Object.entries(DIALOGS).entries()) {
        door.shown = view;
        door.markNow = `run-1 ${index}`;
        await page.goto(`${browser.app.url}/#/dialogs/k${index}`);
        await page.getByRole('region', { name: 'Карточка CRM' }).waitFor();
        await eventually(what, async () => (await page.getByLabel('Переписка').count()) === 1);
        await assertAccessible(page, what);
        await assertFitsThumb(page, what);
      }
      await page.getByRole('button', { name: 'Держу до…' }).click();
      await page.getByRole('dialog').waitFor();
      await assertAccessible(page, 'hold');
      await assertFitsThumb(page, 'hold');
      await page.keyboard.press('Escape');
      door.failCommand('ALREADY_TAKEN', 'Диалог ведёт Ольга.');
      await page.getByRole('button', { name: 'Взять' }).click();
      await page.getByRole('dialog', { name: 'Диалог уже ведут' }).waitFor();
      await assertAccessible(page, 'rival');
      await assertFitsThumb(page, 'rival');
    });

    it(`${size}: alerts and operators`, async () => {
      const { door, operators } = browser.app;
      door.raised = [{ id: 'a1', atMs: WALL_MS, about: 'channelDown', text: LONG, contactKey: 'k1' }];
      operators.given('viewer', 'Ольга');
      await operators.revoke('id-1');
      const page = await browser.openAs('admin', '#/alerts', viewport);
      await page.getByText(LONG).waitFor();
      await assertAccessible(page, 'alerts');
      await assertFitsThumb(page, 'alerts');
      await page.getByRole('link', { name: 'Сотрудники' }).click();
      await page.getByText('доступ отозван').waitFor();
      await assertAccessible(page, 'operators');
      await assertFitsThumb(page, 'operators');
      await page.getByRole('button', { name: 'Отозвать доступ' }).click();
      await assertAccessible(page, 'revoking');
    });
  }

  it('the keyboard alone is enough to log in, find whoever waits, take, write, hold and release', async () => {
    const { app } = browser;
    app.door.shown = DIALOGS['awaiting a manager'];
    const token = app.operators.given('manager', 'Анна');
    const page = await browser.openWithoutLogin();
    const { keyboard } = page;
    const done = (): string[] => app.door.calls.filter(([name]) => name === 'command').map(([, , name]) => String(name));
    /** Goes on with Tab until it stands on what is called so. */
    const tabTo = async (role: 'button' | 'link' | 'textbox', name: string | RegExp): Promise<void> => {
      const wanted = page.getByRole(role, { name }).first();
      await wanted.waitFor();
      await eventually(`the focus on ${String(name)}`, async () => {
        await keyboard.press('Tab');
        return wanted.evaluate(isFocused);
      });
    };
    await page.getByLabel('Ваш токен').waitFor();
    await keyboard.type(token);
    await keyboard.press('Enter');
    await tabTo('link', /Гость k1/u);
    await keyboard.press('Enter');
    await tabTo('button', 'Взять');
    await keyboard.press('Enter');
    await eventually('the take', () => done().length === 1);
    await tabTo('textbox', 'Написать гостю');
    await keyboard.type('Добрый день!');
    await keyboard.press('Control+Enter');
    await eventually('the word', () => done().length === 2);
    await tabTo('button', 'Держу до…');
    await keyboard.press('Enter');
    await tabTo('button', '1 час');
    await keyboard.press('Enter');
    await eventually('the hold', () => done().length === 3);
    await tabTo('button', 'Вернуть боту');
    await keyboard.press('Space');
    await eventually('the release', () => done().length === 4);
  });
});
