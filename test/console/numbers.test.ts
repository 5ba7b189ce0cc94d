import assert from 'node:assert/strict';
import { JournalAway, type JournalReader } from '../../journal/reader.ts';
import { aRow as aJournalRow } from '../support/journal.ts';
import { assertAccessible, assertFitsThumb, aView, givenConsole, PHONE, type ConsoleInBrowser } from './page.ts';

const MINUTE_MS = 60_000;

const journal: JournalReader = {
  numbers: ({ fromMs }) =>
    Promise.resolve({
      opened: { dialogs: 10, byBot: 6 },
      closed: { dialogs: 4, byBot: 3 },
      handoffs: [{ what: 'pet', count: 3 }],
      waits: [{ handedOverAtMs: fromMs, takenAtMs: fromMs + 12 * MINUTE_MS, wroteAtMs: null }],
      returns: [{ what: 'silence', count: 2 }],
      touches: { sent: 2, cameBack: 1, unanswered: 1, failed: 0 },
      bookings: [
        { what: 'bot', managerId: null, count: 5 },
        { what: 'manager', managerId: 9_500_001, count: 1 },
      ],
    }),
  dialog: () =>
    Promise.resolve([
      aJournalRow({ seq: 2, kind: 'taken', spec: 'D-50', manager_id: 9_500_001, detail: { how: 'button' } }),
      aJournalRow({ seq: 1, kind: 'handedOver', spec: 'D-40', reason: 'pet' }),
    ]),
};

describe('the numbers in the console', function () {
  this.timeout(30_000);
  let browser: ConsoleInBrowser;
  afterEach(() => browser.close());

  it('D-96: what the owner asks is on one page: dialogs, handoffs, waits in working time, returns, final touches, bookings', async () => {
    browser = await givenConsole({ journal });
    const page = await browser.openAs('manager', '#/numbers');
    await page.getByRole('table', { name: 'Диалоги' }).waitFor();
    const text = async (name: string): Promise<string> => (await page.getByRole('table', { name }).textContent()) ?? '';
    assert.match(await text('Диалоги'), /Открыто10Из них пока без участия людей6 \(60 %\)Закрыто4Закрыл один бот3 \(75 %\)/u);
    assert.match(await text('Передачи менеджеру'), /Всего1питомец3/u);
    assert.match(await text('Как долго ждали'), /До «взял»: обычно12 мин.*До первого слова человека: дождались \/ нет0 \/ 1/u);
    assert.match(await text('Возвраты боту'), /менеджер молчал2/u);
    assert.match(await text('Последнее касание'), /Отправлено2Гость вернулся1 \(50 %\)/u);
    assert.match(await text('Предоплаты'), /Бот5Анна1/u);
    await assertAccessible(page, 'numbers');
    await page.setViewportSize(PHONE);
    await assertFitsThumb(page, 'numbers');
  });

  it('another span is one button away', async () => {
    const spans: number[] = [];
    browser = await givenConsole({
      journal: { ...journal, numbers: (span) => (spans.push(span.toMs - span.fromMs), journal.numbers(span)) },
    });
    const page = await browser.openAs('viewer', '#/numbers');
    await page.getByRole('table', { name: 'Диалоги' }).waitFor();
    const answered = page.waitForResponse((response) => response.url().includes('/numbers?'));
    await page.getByRole('button', { name: '30 дней' }).click();
    await answered;
    assert.deepEqual(spans, [7 * 24 * 60 * MINUTE_MS, 30 * 24 * 60 * MINUTE_MS]);
  });

  it('without a journal the page says why it is empty', async () => {
    browser = await givenConsole();
    const page = await browser.openAs('manager', '#/numbers');
    await page.getByText('Журнал не подключён').waitFor();
    await assertAccessible(page, 'no journal');
  });

  it('the whole journal of a dialog opens under its timeline, in words; a journal that is away is told', async () => {
    let isAway = false;
    browser = await givenConsole({
      journal: { ...journal, dialog: (...asked) => (isAway ? Promise.reject(new JournalAway('gone')) : journal.dialog(...asked)) },
    });
    browser.app.door.shown = aView();
    const page = await browser.openAs('manager', '#/dialogs/k1');
    await page.getByText('Весь журнал диалога').click();
    await page.getByText('диалог ведёт Анна (кнопка)').waitFor();
    await page.getByText('передано менеджеру: питомец').waitFor();
    await assertAccessible(page, 'journal');
    isAway = true;
    await page.getByText('Весь журнал диалога').click();
    await page.getByText('Весь журнал диалога').click();
    await page.getByText('Журнал не отвечает').waitFor();
  });
});
