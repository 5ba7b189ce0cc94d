import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { ensureConsole } from '../../local/console-build.ts';
import type { AppDeps } from '../../api/app.ts';
import type { Operator } from '../../api/operators/operators.ts';
import type { DialogRow } from '../../api/temporal/dialog-list.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { startApp, type StartedApp } from '../api/start-app.ts';
import { startBrowser } from '../support/browser.ts';

export const WIDE = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 800 };

/** The console in a real browser on the real API; instead of Temporal a door that says what a test wants. */
export interface ConsoleInBrowser {
  app: StartedApp;
  /** Logged in as somebody of that role. */
  openAs(role: Operator['role'], path?: string, viewport?: { width: number; height: number }): Promise<Page>;
  openWithoutLogin(viewport?: { width: number; height: number }): Promise<Page>;
  close(): Promise<void>;
}

export async function givenConsole(more: Partial<AppDeps> = {}): Promise<ConsoleInBrowser> {
  await ensureConsole();
  const [app, browser] = await Promise.all([
    startApp({ consoleFolder: fileURLToPath(new URL('../../console/dist', import.meta.url)), ...more }),
    startBrowser(),
  ]);
  return {
    app,
    async openAs(role, path = '', viewport = WIDE) {
      const token = app.operators.given(role, role === 'admin' ? 'Вера' : 'Анна');
      const page = await newPage(browser, viewport);
      await page.context().addCookies([{ name: 'estafeta_session', value: token, url: app.url }]);
      await page.goto(`${app.url}/${path}`);
      return page;
    },
    async openWithoutLogin(viewport = WIDE) {
      const page = await newPage(browser, viewport);
      await page.goto(app.url);
      return page;
    },
    async close() {
      await browser.close();
      await app.close();
    },
  };
}

/** A page of a visitor of its own. What it cannot do within five seconds it cannot do. */
async function newPage(browser: Browser, viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'ru-RU', timezoneId: 'Asia/Vladivostok' });
  context.setDefaultTimeout(5_000);
  return context.newPage();
}

/** WCAG 2.2 AA, as far as a program can tell. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    [],
    what,
  );
}

/** Runs in the page: tests have no types of a browser. */
const MEASURE = `(() => {
  const places = [...document.querySelectorAll('summary, button, input, select, textarea, nav a, a.row, a.back, .attachments a')];
  return {
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
    small: places.filter((place) => place.checkVisibility() && place.getBoundingClientRect().height < 44).map((place) => place.outerHTML),
  };
})()`;

/** Nothing hangs over the edge, and a thumb hits every button. */
export async function assertFitsThumb(page: Page, what: string): Promise<void> {
  const { scrollWidth, clientWidth, small } = await page.evaluate<{ scrollWidth: number; clientWidth: number; small: string[] }>(MEASURE);
  assert.ok(scrollWidth <= clientWidth, `${what}: ${scrollWidth} px in ${clientWidth}`);
  assert.deepEqual(small, [], what);
}

export const aRow = (key: string, more: Partial<DialogRow> = {}): DialogRow => ({
  key,
  person: { name: `Гость ${key}`, phone: '+7 916 ***-**-67' },
  state: 'withBot',
  stage: 'Новая заявка',
  reason: null,
  leadId: 42,
  managerId: null,
  waitingSinceMs: null,
  startedAtMs: 1,
  ...more,
});

const NOW_MS = Date.UTC(2026, 10, 21, 9, 0);

export const aView = (more: Partial<DialogView> = {}): DialogView => ({
  nowMs: NOW_MS,
  id: 'dialog:k1',
  state: 'withBot',
  stateSinceMs: NOW_MS - 300_000,
  stateBecause: 'Клиент написал',
  episode: 1,
  holder: null,
  holdUntilMs: null,
  openingUntilMs: null,
  reason: null,
  handoffAtMs: null,
  leadId: 42,
  stage: 'Новая заявка',
  requestKind: 'bookingInProgress',
  unanswered: { count: 0, sinceMs: null, owedBy: 'nobody' },
  nextAlarm: { atMs: NOW_MS + 3_600_000, why: 'Финальное касание' },
  contact: { phone: '79161234567', name: 'Мария', channel: 'whatsapp', conversationId: 5 },
  card: {
    readAtMs: NOW_MS - 60_000,
    contact: { id: 1, firstName: 'Мария', patronymic: 'Петровна', notes: ['Любит тишину'] },
    leads: [
      {
        id: 42,
        stage: 'new',
        createdAtMs: 1,
        personChangedAtMs: 1,
        untouched: false,
        arrival: '2026-12-01',
        amountRub: 112_000,
        guests: 2,
      },
    ],
  },
  transcript: [
    {
      id: 'm1',
      role: 'client',
      atMs: NOW_MS - 120_000,
      text: 'Сколько стоит?',
      ending: 'answered',
      attachments: [{ kind: 'photo', url: 'https://cdn.pact.im/1' }],
    },
    { id: 'm2', role: 'bot', atMs: NOW_MS - 60_000, text: 'Здравствуйте! От 8 000 ₽ в сутки.', quotes: 'Сколько стоит?' },
    { id: 'm3', role: 'note', atMs: NOW_MS - 30_000, text: 'Рассылка' },
  ],
  olderMessages: 3,
  alerts: [],
  decisions: [{ atMs: NOW_MS - 60_000, spec: 'D-90', text: 'бот ответил' }],
  owed: [],
  unknownEffects: [],
  ...more,
});

export { NOW_MS };
