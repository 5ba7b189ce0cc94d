import assert from 'node:assert/strict';
import { readDialog } from '../../journal/read-dialog.ts';
import { readNumbers } from '../../journal/read-numbers.ts';
import type { JournalRow } from '../../journal/rows.ts';
import { writeRows } from '../../journal/write.ts';
import { aRow, testJournal, type TestJournal } from '../support/journal.ts';

const ANNA = 9_500_001;
const SPAN = { fromMs: 1_000, toMs: 2_000 };

/** The facts of one dialog, each so many milliseconds after the first moment of the span. */
const dialog = (name: string, ...facts: readonly (Partial<JournalRow> & { after: number })[]): JournalRow[] =>
  facts.map(({ after, ...fact }, seq) =>
    aRow({
      run_id: `run-of-${name}`,
      chain_id: `chain-of-${name}`,
      contact_key: name,
      seq,
      at_ms: SPAN.fromMs + after,
      history_length: 5 + after,
      ...fact,
    }),
  );

describe('the numbers of a span', function () {
  this.timeout(60_000);
  let journal: TestJournal;
  before(async () => (journal = await testJournal()));
  after(() => journal.close());
  beforeEach(() => journal.empty());

  const numbersOf = async (...dialogs: readonly JournalRow[][]) => {
    await writeRows(await journal.ready(), dialogs.flat());
    return readNumbers(await journal.ready(), SPAN);
  };

  it('count what happened in it, from its first moment up to its end', async () => {
    const { opened } = await numbersOf(
      dialog('before', { kind: 'opened', after: -1 }),
      dialog('first', { kind: 'opened', after: 0 }),
      dialog('last', { kind: 'opened', after: 999 }),
      dialog('after', { kind: 'opened', after: 1_000 }),
    );
    assert.equal(opened.dialogs, 2);
  });

  it('a dialog closed by the bot alone is one in whose episode no person had a part', async () => {
    const { opened, closed } = await numbersOf(
      dialog('alone', { kind: 'opened', after: 0 }, { kind: 'closed', after: 10 }),
      dialog('handed', { kind: 'opened', after: 0 }, { kind: 'handedOver', reason: 'pet', after: 5 }, { kind: 'closed', after: 10 }),
      dialog(
        'earlier',
        { kind: 'taken', after: -50, episode: 1 },
        { kind: 'opened', after: 0, episode: 2 },
        { kind: 'closed', after: 10, episode: 2 },
      ),
    );
    assert.deepEqual(
      [opened, closed],
      [
        { dialogs: 3, byBot: 2 },
        { dialogs: 3, byBot: 2 },
      ],
    );
  });

  it('handoffs by reason, the most frequent first', async () => {
    const { handoffs } = await numbersOf(
      dialog('one', { kind: 'handedOver', reason: 'media', after: 1 }, { kind: 'handedOver', reason: 'pet', after: 2 }),
      dialog('two', { kind: 'handedOver', reason: 'pet', after: 3 }),
    );
    assert.deepEqual(handoffs, [
      { what: 'pet', count: 2 },
      { what: 'media', count: 1 },
    ]);
  });

  it('from a handoff to the take and to the first human word, each before the next handoff, even beyond the span', async () => {
    const { waits } = await numbersOf(
      dialog(
        'one',
        { kind: 'managerWrote', after: 50 },
        { kind: 'handedOver', reason: 'pet', after: 100 },
        { kind: 'taken', after: 160, manager_id: ANNA },
        { kind: 'managerWrote', after: 190 },
        { kind: 'managerWrote', after: 195 },
        { kind: 'handedOver', reason: 'media', after: 300 },
        { kind: 'returned', after: 310, detail: { how: 'button' } },
        { kind: 'handedOver', reason: 'pet', after: 400 },
        { kind: 'taken', after: 5_000 },
      ),
    );
    assert.deepEqual(waits, [
      { handedOverAtMs: 1_100, takenAtMs: 1_160, wroteAtMs: 1_190 },
      { handedOverAtMs: 1_300, takenAtMs: null, wroteAtMs: null },
      { handedOverAtMs: 1_400, takenAtMs: 6_000, wroteAtMs: null },
    ]);
  });

  it('returns by how they came', async () => {
    const { returns } = await numbersOf(
      dialog('one', { kind: 'returned', after: 1, detail: { how: 'silence' } }, { kind: 'returned', after: 2, detail: { how: 'silence' } }),
    );
    assert.deepEqual(returns, [{ what: 'silence', count: 2 }]);
  });

  it('final touches, and after how many of them the guest came back, whenever that was', async () => {
    const { touches } = await numbersOf(
      dialog('back', { kind: 'touchSent', after: 1 }, { kind: 'cameBack', after: 9_000, detail: { touchedAtMs: 1_001 } }),
      dialog('silent', { kind: 'touchSent', after: 2 }, { kind: 'touchUnanswered', after: 500 }),
      dialog('failed', { kind: 'touchFailed', after: 3 }),
    );
    assert.deepEqual(touches, { sent: 2, cameBack: 1, unanswered: 1, failed: 1 });
  });

  it('bookings by who led last; one lead seen by two dialogs is one booking, and other moves are none', async () => {
    const moved = (after: number, to: string, lead_id: number, owner: string, manager_id: number | null = null) =>
      ({ kind: 'stageMoved', after, lead_id, manager_id, detail: { from: 'preBooked', to, by: 'crm', owner } }) as const;
    const { bookings } = await numbersOf(
      dialog('one', moved(1, 'prepaid', 1, 'bot'), moved(2, 'prepaid', 2, 'bot')),
      dialog('two', moved(3, 'prepaid', 2, 'manager', ANNA), moved(4, 'arriving', 2, 'manager', ANNA)),
    );
    assert.deepEqual(bookings, [
      { what: 'bot', managerId: null, count: 1 },
      { what: 'manager', managerId: ANNA, count: 1 },
    ]);
  });

  it('of an empty journal are all nothing', async () => {
    const { opened, waits, touches } = await numbersOf();
    assert.deepEqual([opened, waits, touches], [{ dialogs: 0, byBot: 0 }, [], { sent: 0, cameBack: 0, unanswered: 0, failed: 0 }]);
  });
});

describe('the journal of one dialog', function () {
  this.timeout(60_000);
  let journal: TestJournal;
  before(async () => (journal = await testJournal()));
  after(() => journal.close());

  it('comes newest first and in pages, without other dialogs and without the ends of runs', async () => {
    const db = await journal.ready();
    const facts = Array.from({ length: 5 }, (_, index) => ({ after: Math.floor(index / 2), kind: 'clientWrote' as const }));
    await writeRows(db, [...dialog('olga', ...facts, { after: 9, kind: 'continued' }), ...dialog('ivan', { after: 1 })]);
    const first = await readDialog(db, 'olga', 3);
    const last = first[2];
    assert.ok(last);
    const second = await readDialog(db, 'olga', 3, { atMs: last.at_ms, runId: last.run_id, seq: last.seq });
    assert.deepEqual(
      [...first, ...second].map(({ seq }) => seq),
      [4, 3, 2, 1, 0],
    );
  });
});
