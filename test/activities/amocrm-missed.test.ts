import assert from 'node:assert/strict';
import { createAmocrmPolling } from '../../activities/amocrm/missed.ts';
import type { AmocrmMark, CrmChange } from '../../activities/amocrm/contract.ts';
import type { Catalogue } from '../../activities/amocrm/catalogue.ts';
import { givenAmocrm, guest, stopAmocrm } from './amocrm-setup.ts';
import type { Amocrm } from './amocrm-setup.ts';

const ANNA = 9500001;

describe('D-93: changes in the CRM that no webhook told of', () => {
  let crm: Amocrm;
  let told: CrmChange[];
  let readSince: (entity: CrmChange['entity'], atMs: number) => boolean;
  beforeEach(async () => {
    crm = await givenAmocrm();
    told = [];
    readSince = () => false;
  });
  afterEach(stopAmocrm);

  async function poll(mark?: AmocrmMark): Promise<AmocrmMark> {
    const { current_user_id: ourUserId } = await crm.client.account();
    const polling = createAmocrmPolling({
      amocrm: crm.client,
      catalogue: { get: async () => Promise.resolve({ ourUserId } as Catalogue) },
      tell: async (change) => Promise.resolve(void told.push(change)),
      readSince: async (entity, atMs) => Promise.resolve(readSince(entity, atMs)),
    });
    return polling.pollAmocrm({ nowMs: Date.now(), ...(mark === undefined ? {} : { mark }) });
  }

  const move = async (as = 'anna'): Promise<unknown> =>
    crm.sim('/act', { as, do: 'move', lead: 42000002, stage: 'Проведена консультация' });

  it('D-93: the first look tells of the last ten minutes, and what it saw is not told later', async () => {
    await move();
    const mark = await poll();
    assert.deepEqual(told, [{ entity: { type: 'lead', id: 42000002 }, byUserId: ANNA }]);
    await poll(mark);
    assert.equal(told.length, 1);
  });

  it('D-93: a person’s move is told with who did it, and once', async () => {
    const mark = await poll();
    await move();
    const next = await poll(mark);
    await poll(next);
    assert.deepEqual(told, [{ entity: { type: 'lead', id: 42000002 }, byUserId: ANNA }]);
  });

  it('D-93: a robot’s payment is told without a person', async () => {
    const mark = await poll();
    await crm.sim('/pay', { lead: 42000004 });
    await poll(mark);
    assert.ok(told.length > 0);
    assert.deepEqual(told[0], { entity: { type: 'lead', id: 42000004 } });
  });

  it('D-50, D-93: «Ведёт диалог» is told of', async () => {
    const mark = await poll();
    await crm.sim('/act', { as: 'anna', do: 'set-field', lead: 42000002, field: 'Ведёт диалог', value: 'Менеджер' });
    await poll(mark);
    assert.deepEqual(told, [{ entity: { type: 'lead', id: 42000002 }, byUserId: ANNA }]);
  });

  it('D-93: our own writes are no news', async () => {
    const mark = await poll();
    assert.deepEqual(await crm.activities.moveLead({ leadId: 42000002, from: 'new', to: 'consulted' }), {
      moved: true,
      stage: 'consulted',
    });
    await crm.activities.setLeader({ leadId: 42000002, leader: 'awaiting', contactKey: 'a key' });
    await poll(mark);
    assert.deepEqual(told, []);
  });

  it('D-93: what was read at that moment or later is not told again', async () => {
    const mark = await poll();
    await move();
    const asked: number[] = [];
    readSince = (_entity, atMs) => asked.push(atMs) > 0;
    await poll(mark);
    assert.deepEqual(told, []);
    assert.ok(Math.abs((asked[0] ?? 0) - Date.now()) < 60_000, 'by the moment in the event’s id');
  });

  it('D-43, D-93: a completed task is told on its lead, whatever was read since', async () => {
    await crm.activities.createTask({
      kind: 'whatsapp',
      text: 'Жалоба',
      dueAtMs: 1_795_000_000_000,
      repeat: false,
      contact: guest(5),
      subject: { leadId: 42000004 },
      marker: 'd1-h1',
    });
    const mark = await poll();
    const [{ id } = { id: 0 }] = (await crm.see()).tasks.filter(({ text }) => text.includes('Жалоба'));
    await crm.sim('/act', { as: 'anna', do: 'complete-task', task: id });
    readSince = () => true;
    await poll(mark);
    assert.deepEqual(told, [{ entity: { type: 'lead', id: 42000004 }, closedTaskIds: [id], byUserId: ANNA }]);
  });

  it('D-93: a deleted lead is told as deleted', async () => {
    const mark = await poll();
    await crm.sim('/act', { as: 'anna', do: 'delete', lead: 42000002 });
    await poll(mark);
    assert.deepEqual(told, [{ entity: { type: 'lead', id: 42000002 }, deleted: true, byUserId: ANNA }]);
  });
});
