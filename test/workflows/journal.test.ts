import assert from 'node:assert/strict';
import { Client } from '@temporalio/client';
import { historyConnection } from '../../config/temporal.ts';
import { JournalWriter } from '../../journal/writer.ts';
import type { JournalRow } from '../../journal/rows.ts';
import { rebuildJournal } from '../../workers/rebuild-journal.ts';
import { releaseUpdate } from '../../workflows/dialog/messages.ts';
import { alwaysOpen, devScene, type DevScene } from '../support/dev-scene.ts';
import { devServer, eventually, TEST_NAMESPACE } from '../support/environment.ts';
import { ANNA, BORIS, type Guest } from '../support/guest.ts';
import { eventsAtRest } from '../support/history-of.ts';
import { aRow, testJournal, type TestJournal } from '../support/journal.ts';

const QUICK = alwaysOpen({ durations: { quietMs: 200 } });

/** The journal, from the decision in the workflow to the table, on a real server. */
describe('the journal of dialogs that live', function () {
  this.timeout(120_000);
  let scene: DevScene;
  let journal: TestJournal;
  let writer: JournalWriter;
  let isThere = true;

  let reader: Client;

  before(async () => {
    const { address } = await devServer();
    const connection = await historyConnection({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: TEST_NAMESPACE });
    reader = new Client({ connection, namespace: TEST_NAMESPACE });
    journal = await testJournal();
    writer = new JournalWriter({
      database: { ready: () => (isThere ? journal.ready() : Promise.reject(new Error('The database is away'))) },
      trouble: () => undefined,
      alert: () => undefined,
      back: () => undefined,
      retryMs: [50],
    });
    scene = await devScene({ journal: (rows) => writer.record(rows) });
  });
  after(async () => {
    await reader.connection.close();
    await scene.stop();
    await writer.stop(5_000);
    await journal.close();
  });
  beforeEach(() => (isThere = true));

  const rowsOf = async ({ key }: Guest): Promise<JournalRow[]> => (await journal.rows()).filter((row) => row.contact_key === key);
  const kindsOf = async (guest: Guest): Promise<string[]> => (await rowsOf(guest)).map(({ kind }) => kind);
  const answers = (guest: Guest, times: number): Promise<unknown> => eventually(`answer ${times}`, () => guest.sent.length >= times);

  /** Asked, handed over, taken, taken over, given back; then the run is full and the next one goes on. */
  async function lived(): Promise<Guest> {
    const guest = scene.guest({ policy: QUICK });
    await guest.says('Здравствуйте');
    await answers(guest, 1);
    guest.bot = () => [{ type: 'handoff', reason: 'clientAsked', summary: 'Просит человека.' }];
    await guest.says('Позовите человека');
    await answers(guest, 2);
    await guest.take(ANNA);
    await guest.managerWrites('Здравствуйте, это Анна.');
    await guest.take(BORIS, true);
    await guest.handle.executeUpdate(releaseUpdate, { args: [{ by: BORIS }] });
    await answers(guest, 3); // «снова на связи»
    guest.bot = () => [{ type: 'reply', text: 'Снова я.' }];
    await guest.says('Спасибо');
    await answers(guest, 4);
    await guest.leadMoves({ stage: 'prepaid' });
    await guest.continuesAsNew();
    await guest.says('И ещё вопрос');
    await answers(guest, 5);
    await eventsAtRest(guest);
    await eventually('the journal to be written', () => writer.waiting === 0);
    return guest;
  }

  it('tells what was decided, over more than one run, and each run’s end', async () => {
    const guest = await lived();
    const rows = await rowsOf(guest);
    const runs = new Set(rows.map(({ run_id }) => run_id));
    assert.equal(runs.size, 2);
    assert.equal(new Set(rows.map(({ chain_id }) => chain_id)).size, 1);
    const kinds = rows.map(({ kind }) => kind);
    for (const kind of ['opened', 'clientWrote', 'handedOver', 'taken', 'managerWrote', 'passedOn', 'returned', 'stageMoved', 'continued'])
      assert.ok(kinds.includes(kind as JournalRow['kind']), `${kind} is among ${kinds.join(', ')}`);
    for (const run of runs) {
      const numbers = rows.filter(({ run_id }) => run_id === run).map(({ seq }) => seq);
      assert.deepEqual(
        numbers,
        numbers.map((_, index) => index),
        'numbered from 0 without a gap',
      );
    }
  });

  it('told anew from the histories it is the same, and a second time too; what Temporal has not any more stays', async () => {
    await lived();
    const gone = aRow({ contact_key: 'gone', run_id: 'gone' });
    const db = await journal.ready();
    await db
      .insertInto('journal')
      .values({ ...gone, detail: '{}' as unknown as JournalRow['detail'] })
      .execute();
    const lived1 = await journal.rows();
    await db.updateTable('journal').set({ kind: 'held' }).where('kind', '=', 'taken').execute(); // a journal that went wrong,
    await db.deleteFrom('journal').where('kind', '=', 'clientWrote').where('run_id', '<>', 'gone').execute(); // and has holes
    for (const time of ['first', 'second']) {
      const { notFollowed, rows } = await rebuildJournal({ client: reader, database: journal, say: () => undefined });
      assert.deepEqual([notFollowed, rows > 20], [[], true]);
      const told = (await journal.rows()).filter(({ chain_id }) => lived1.some((row) => row.chain_id === chain_id));
      assert.deepEqual(told, lived1, `the ${time} time`);
    }
  });

  it('a rebuilding that is broken off leaves the journal as it was', async () => {
    const before = await journal.rows();
    assert.ok(before.length > 0);
    const broken = rebuildJournal({
      client: reader,
      database: journal,
      say: () => {
        throw new Error('Ctrl-C');
      },
    });
    await assert.rejects(broken, /Ctrl-C/u);
    assert.deepEqual(await journal.rows(), before);
  });

  it('stops no dialog while its database is away, and misses nothing when it is back', async () => {
    isThere = false;
    const guest = scene.guest({ policy: QUICK });
    await guest.says('Здравствуйте');
    await answers(guest, 1);
    await eventsAtRest(guest);
    await guest.take(ANNA);
    assert.equal((await guest.view()).state, 'withManager');
    assert.deepEqual(await kindsOf(guest), []);
    isThere = true;
    await eventually('the rows', async () => (await kindsOf(guest)).includes('taken'));
    assert.deepEqual((await kindsOf(guest)).filter((kind) => kind !== 'noted').slice(0, 4), ['opened', 'clientWrote', 'botWrote', 'taken']);
  });
});
