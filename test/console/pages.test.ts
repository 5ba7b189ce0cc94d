import assert from 'node:assert/strict';
import { TemporalAway } from '../../api/temporal/calls.ts';
import { eventually } from '../support/environment.ts';
import { NOW_MS as WALL_MS } from '../api/start-app.ts';
import { aRow, aView, givenConsole, NOW_MS, type ConsoleInBrowser } from './page.ts';

describe('the console in a browser', function () {
  this.timeout(30_000);
  let browser: ConsoleInBrowser;
  beforeEach(async () => {
    browser = await givenConsole();
  });
  afterEach(() => browser.close());
  const commands = (): unknown[] =>
    browser.app.door.calls.filter(([name]) => name === 'command').map(([, key, name, body]) => [key, name, body]);

  it('a wrong token is refused in words, the right one opens the list, and the page reports no error', async () => {
    const { app } = browser;
    const token = app.operators.given('manager', 'Анна');
    const page = await browser.openWithoutLogin();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.getByLabel('Ваш токен').fill('wrong');
    await page.getByRole('button', { name: 'Войти' }).click();
    await page.getByText('Токен неверный или отозван').waitFor();
    await page.getByLabel('Ваш токен').fill(token);
    await page.keyboard.press('Enter');
    await page.getByText('Никто не ждёт.').waitFor();
    await page.getByText('первый появится, когда гость напишет').waitFor();
    assert.deepEqual(errors, []);
  });

  it('whoever waits for a manager comes first, with the reason in words and the working minutes', async () => {
    browser.app.door.page = {
      dialogs: [aRow('k1', { state: 'awaitingManager', reason: 'pet', waitingSinceMs: WALL_MS - 65 * 60_000 })],
      nextPage: null,
    };
    const page = await browser.openAs('manager');
    const row = page.getByRole('region', { name: 'Ждут менеджера' }).getByRole('link');
    assert.match((await row.textContent()) ?? '', /Гость k1.*ждёт 1 ч 05 мин.*Ждёт менеджера.*питомец/u);
  });

  it('what changes is on the page without reloading', async () => {
    const page = await browser.openAs('viewer');
    await page.getByText('Никто не ждёт.').waitFor();
    browser.app.door.page = { dialogs: [aRow('k1')], nextPage: null };
    await page.getByText('Гость k1').first().waitFor();
  });

  it('the list is filtered, and the filter can be dropped', async () => {
    const page = await browser.openAs('manager');
    await page.getByRole('combobox', { name: 'Состояние' }).selectOption({ label: 'У менеджера' });
    await page.getByRole('combobox', { name: 'Этап' }).selectOption({ label: 'Новая заявка' });
    await page.getByRole('combobox', { name: 'Менеджер' }).selectOption({ label: 'Анна' });
    await eventually('the filtered question', () =>
      browser.app.door.calls.some(
        ([name, filter]) =>
          name === 'list' && JSON.stringify(filter).includes('"state":"withManager","stage":"Новая заявка","managerId":9500001'),
      ),
    );
    await page.getByText('Под фильтр ничего не подходит.').waitFor();
    await page.getByRole('button', { name: 'Сбросить' }).click();
    await page.getByText('первый появится, когда гость напишет').waitFor();
  });

  it('a phone gives the key even where there is no dialog; a name is looked for in the CRM', async () => {
    const page = await browser.openAs('manager');
    await page.getByLabel('Телефон или имя').fill('8 (916) 123-45-67');
    await page.getByRole('button', { name: 'Найти' }).click();
    await page.getByText('диалога нет · ключ key-of-phone-4567').waitFor();
    browser.app.door.found = [{ contactKey: 'k9', name: 'Ольга Смирнова' }];
    browser.app.door.page = { dialogs: [aRow('k9')], nextPage: null };
    await page.getByLabel('Телефон или имя').fill('Ольга');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Ольга Смирнова' }).waitFor();
  });

  it('an open dialog shows who said what, the card, what comes next, what was decided and why', async () => {
    browser.app.door.shown = aView({
      state: 'awaitingManager',
      reason: 'pet',
      handoffAtMs: NOW_MS - 600_000,
      unanswered: { count: 2, sinceMs: NOW_MS - 600_000, owedBy: 'manager' },
    });
    const page = await browser.openAs('viewer', '#/dialogs/k1');
    const text = async (name: string): Promise<string> => (await page.getByRole('region', { name }).textContent()) ?? '';
    await page.getByText('Ждёт менеджера с 11:50: питомец').waitFor();
    assert.match(await text('Открытый диалог'), /Без ответа 2 сообщения · 13:00 финальное касание/u);
    assert.match(await text('Карточка CRM'), /Мария Петровна.*Любит тишину.*Сделка 42.*Этап\s*Новая заявка.*112\s000\s₽/u);
    assert.match(await text('Что и почему решено'), /11:59 бот ответил D-90/u);
    assert.match(
      (await page.getByLabel('Переписка').textContent()) ?? '',
      /Ещё 3 сообщения раньше.*Гость 11:58 · отвечено.*Фото.*Бот 11:59/u,
    );
  });

  it('since when and by what act somebody leads stands under who it is', async () => {
    browser.app.door.shown = aView({
      state: 'withManager',
      holder: { name: 'Ольга' },
      stateSinceMs: NOW_MS - 300_000,
      stateBecause: 'Менеджер нажал кнопку',
    });
    const page = await browser.openAs('viewer', '#/dialogs/k1');
    await page.getByText('с 11:55, менеджер нажал кнопку').waitFor();
  });

  it('D-50: a viewer sees no button that would be refused', async () => {
    browser.app.door.shown = aView();
    const page = await browser.openAs('viewer', '#/dialogs/k1');
    await page.getByText('Вы наблюдатель').waitFor();
    assert.equal(await page.getByRole('button', { name: /Взять|Держу|Написать/u }).count(), 0);
  });

  it('D-54: the second manager is told who has the dialog, and may take it all the same', async () => {
    const { door } = browser.app;
    door.shown = aView({ state: 'withManager', holder: { id: 7, name: 'Ольга' } });
    const page = await browser.openAs('manager', '#/dialogs/k1');
    door.failCommand('ALREADY_TAKEN', 'Диалог ведёт Ольга.');
    await page.getByRole('button', { name: 'Взять' }).click();
    const modal = page.getByRole('dialog', { name: 'Диалог уже ведут' });
    await modal.getByText('Диалог ведёт Ольга.').waitFor();
    door.failure = undefined;
    await modal.getByRole('button', { name: 'Забрать себе' }).click();
    await eventually('the forced take', () => commands().length === 2);
    const by = { id: 9500001, name: 'Анна' };
    assert.deepEqual(commands(), [
      ['k1', 'take', { by }],
      ['k1', 'take', { force: true, by }],
    ]);
  });

  it('D-52: a hold is named by length or by the clock of the sanatorium, whatever the clock of this computer says', async () => {
    browser.app.door.shown = aView();
    const page = await browser.openAs('manager', '#/dialogs/k1');
    await page.getByRole('button', { name: 'Держу до…' }).click();
    await page.getByLabel('или до').fill('15:40');
    await page.getByRole('button', { name: 'Держать до 15:40' }).click();
    await eventually('the hold', () => commands().length === 1);
    assert.deepEqual(commands(), [['k1', 'hold', { untilMs: Date.UTC(2026, 10, 21, 12, 40), by: { id: 9500001, name: 'Анна' } }]]);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('a refusal stands beside the buttons, and what was typed is not lost', async () => {
    const { door } = browser.app;
    door.shown = aView();
    const page = await browser.openAs('manager', '#/dialogs/k1');
    door.failCommand('TEXT_TOO_LONG', 'Текст длиннее 4096 знаков.');
    await page.getByLabel('Написать гостю').fill('Очень длинный текст');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Текст длиннее 4096 знаков.').waitFor();
    assert.equal(await page.getByLabel('Написать гостю').inputValue(), 'Очень длинный текст');
    door.failure = undefined;
    await page.getByRole('button', { name: 'Написать' }).click();
    await eventually('the field to be empty', async () => (await page.getByLabel('Написать гостю').inputValue()) === '');
  });

  it('D-91: an effect of unknown fate is settled with «ушло» or «не ушло»', async () => {
    browser.app.door.shown = aView({ unknownEffects: [{ id: 'send-3', what: 'send', text: 'Ждём вас', sinceMs: NOW_MS - 60_000 }] });
    const page = await browser.openAs('manager', '#/dialogs/k1');
    await page.getByRole('button', { name: 'Не ушло' }).click();
    await eventually('the command', () => commands().length === 1);
    assert.deepEqual(commands(), [['k1', 'settle', { effectId: 'send-3', happened: false, by: { id: 9500001, name: 'Анна' } }]]);
  });

  it('when Temporal is away the page says so, keeps what it knows, and heals by itself', async () => {
    const { door } = browser.app;
    door.page = { dialogs: [aRow('k1')], nextPage: null };
    const page = await browser.openAs('manager');
    await page.getByText('Гость k1').first().waitFor();
    door.failure = new TemporalAway('gone');
    await page.getByText('Temporal не отвечает').waitFor();
    assert.ok((await page.getByText('Гость k1').count()) > 0);
    door.failure = undefined;
    door.page = { dialogs: [aRow('k1'), aRow('k2')], nextPage: null };
    await page.getByText('Гость k2').first().waitFor();
    assert.equal(await page.getByText('Temporal не отвечает').count(), 0);
  });

  it('an admin lets somebody in, sees the token once, and takes the access away again', async () => {
    const page = await browser.openAs('admin', '#/operators');
    await page.getByLabel('Имя').fill('Ольга');
    await page.getByRole('button', { name: 'Дать доступ' }).click();
    await page.getByText('нужен номер пользователя amoCRM').waitFor();
    await page.getByLabel('Пользователь amoCRM (номер)').fill('9500007');
    await page.getByRole('button', { name: 'Дать доступ' }).click();
    await page.getByText('token-2').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Ольга' }).getByRole('button', { name: 'Отозвать доступ' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Отозвать' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Ольга' }).getByText('доступ отозван').waitFor();
  });

  it('who was revoked is asked for a token again, without reloading', async () => {
    const page = await browser.openAs('manager');
    await page.getByText('Никто не ждёт.').waitFor();
    await browser.app.operators.revoke('id-1');
    await page.getByLabel('Ваш токен').waitFor({ timeout: 10_000 });
  });

  it('alerts stand on their page as they come, with the way to their dialog', async () => {
    const { door } = browser.app;
    const page = await browser.openAs('viewer', '#/alerts');
    await page.getByText('Тревог нет.').waitFor();
    door.raised = [{ id: 'a1', atMs: WALL_MS, about: 'channelDown', text: 'Клиента никто не взял за час', contactKey: 'k1' }];
    door.markNow = 'run-1 20';
    await page.getByText('Клиента никто не взял за час').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Открыть диалог' }).getAttribute('href'), '#/dialogs/k1');
  });
});
