import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ensureConsole } from '../../local/console-build.ts';
import { PactPhone } from '../../local/cli/pact-phone.ts';
import { ensureLogins, type Login } from '../../local/logins.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import { startBrowser } from '../support/browser.ts';
import { eventually } from '../support/environment.ts';

/** From the act's answer to its sight, without reloading (issue 5, Must hold). */
const SEEN_WITHIN_MS = 2_000;

describe('managers work with the console', function () {
  this.timeout(120_000);
  let folder: string;
  let stack: Stack;
  let browser: Browser;
  let logins: readonly Login[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-console-'));
    stack = new Stack({
      folder,
      ports: await freePorts(),
      env: { LOG_LEVEL: 'warn', SIM_LIMITS: 'off', PACT_PER_SECOND: '0', AMOCRM_PER_SECOND: '0' },
    });
    [browser] = await Promise.all([startBrowser(), ensureConsole(), stack.start()]);
    logins = await ensureLogins({ api: stack.urls.api, apiToken: stack.apiToken, folder });
  });
  after(async () => {
    await browser.close();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** On a machine that does other things too, what is not about the two seconds may last longer. */
  const openAs = async (name: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'ru-RU' });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    await page.goto(stack.urls.api);
    await page.getByLabel('Ваш токен').fill(logins.find((one) => one.name === name)?.token ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Ждут менеджера' }).waitFor();
    return page;
  };
  const phoneOf = (phone: string, name: string): PactPhone => new PactPhone({ url: stack.urls.pact, phone, name });
  const waiting = (page: Page, name: string) =>
    page.getByRole('region', { name: 'Ждут менеджера' }).getByRole('link', { name: new RegExp(name, 'u') });
  const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

  it('a guest waits at the top of the list; a manager takes, writes, holds and releases, and the guest reads every word', async () => {
    const page = await openAs('Анна');
    const guest = phoneOf('79060000001', 'Олег');
    await guest.write('Позовите, пожалуйста, менеджера');
    await waiting(page, 'Олег').click();
    await page.getByText(/Ждёт менеджера с .*Клиент просит человека/u).waitFor();

    await press(page, 'Взять');
    await page.getByText('Ведёт Анна', { exact: true }).waitFor();
    await page.getByLabel('Написать гостю').fill('Добрый день! Я Анна, чем помочь?');
    await press(page, 'Написать');
    await page.getByLabel('Переписка').getByText('Я Анна, чем помочь?').waitFor();
    await eventually('the guest to read it', async () =>
      (await guest.transcript()).some(({ text }) => text === 'Добрый день! Я Анна, чем помочь?'),
    );

    await press(page, 'Держу до…');
    await press(page, '1 час');
    await page.getByText(/Ведёт Анна, держит до/u).waitFor();
    await press(page, 'Вернуть боту');
    await page.locator('header.about').getByText('Ведёт бот', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'Что и почему решено' }).getByText('диалог вернулся боту').waitFor();
  });

  it('two managers at once: what one does the other sees within two seconds, and a second take is asked for twice', async () => {
    const [anna, boris] = await Promise.all([openAs('Анна'), openAs('Борис')]);
    await phoneOf('79060000002', 'Светлана').write('Здравствуйте! Мы приедем с собакой, можно?');
    for (const page of [anna, boris]) {
      await waiting(page, 'Светлана').click();
      await page.getByText(/Ждёт менеджера с/u).waitFor();
    }
    const answered = anna.waitForResponse((response) => response.url().endsWith('/take'));
    await press(anna, 'Взять');
    await answered;
    await boris.locator('header.about').getByText('Ведёт Анна', { exact: true }).waitFor({ timeout: SEEN_WITHIN_MS });

    await press(boris, 'Взять');
    const modal = boris.getByRole('dialog', { name: 'Диалог уже ведут' });
    assert.match((await modal.textContent()) ?? '', /Анна/u);
    const forced = boris.waitForResponse((response) => response.url().endsWith('/take'));
    await modal.getByRole('button', { name: 'Забрать себе' }).click();
    await forced;
    await anna.locator('header.about').getByText('Ведёт Борис', { exact: true }).waitFor({ timeout: SEEN_WITHIN_MS });
    await anna.getByRole('link', { name: /Светлана.*Борис/u }).waitFor({ timeout: SEEN_WITHIN_MS });
  });

  it('a guest’s word is on the page within two seconds', async () => {
    const page = await openAs('Анна');
    const guest = phoneOf('79060000003', 'Вера');
    await guest.write('Позовите менеджера');
    await waiting(page, 'Вера').click();
    await press(page, 'Взять');
    await page.getByText('Ведёт Анна', { exact: true }).waitFor();
    await guest.write('А бассейн есть?');
    await page.getByLabel('Переписка').getByText('А бассейн есть?').waitFor({ timeout: SEEN_WITHIN_MS });
  });

  it('a name is found through the CRM', async () => {
    const page = await openAs('Борис');
    await phoneOf('79000000003', 'Мариша').write('Здравствуйте! Есть ли парковка?');
    await page.getByRole('link', { name: /Мариша/u }).waitFor();
    await page.getByLabel('Телефон или имя').fill('марина кузнецова');
    await press(page, 'Найти');
    await page.getByRole('link', { name: /Марина .*Кузнецова|Марина Кузнецова/u }).click();
    await page.getByRole('region', { name: 'Карточка CRM' }).getByText('Марина Сергеевна Кузнецова').waitFor();
  });
});
