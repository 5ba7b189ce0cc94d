import assert from 'node:assert/strict';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, startReceiver, type Caller, type Receiver } from './amocrm-setup.ts';

describe('webhooks that go astray by script', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  let receiver: Receiver;
  const rename = async (...names: string[]): Promise<void> => {
    for (const name of names) await amocrm.write('PATCH', '/api/v4/leads/42000002', { name });
  };
  /** What came, by the names it told of. */
  const told = async (): Promise<string> => {
    await amocrm.sim('clock', { advance_seconds: 2 });
    return receiver.hooks
      .map(({ body }) => (body as unknown as { leads: { update: { name: string }[] } }).leads.update[0]?.name ?? '?')
      .join(' ');
  };
  const script = (webhooks: object): Promise<unknown> => amocrm.sim('faults', { webhooks });

  before(async () => {
    simulator = await startAmocrmSimulator({ port: 0, limits: false, now: () => 0 });
    amocrm = callerOf(simulator.url);
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await amocrm.sim('reset', {});
    receiver = await startReceiver();
    await amocrm.write('POST', '/api/v4/webhooks', { destination: receiver.url, settings: ['update_lead'] });
  });
  afterEach(() => receiver.stop());

  it('every second one is dropped, for good, and the journal knows', async () => {
    await script({ drop: 2 });
    await rename('a', 'b', 'c', 'd', 'e');
    assert.equal(await told(), 'a c e');
    const { deliveries } = await amocrm.get<{ deliveries: { outcome: string; why: string | null }[] }>('/_sim/journal');
    assert.deepEqual(deliveries.map(({ outcome }) => outcome).toSorted(), ['delivered', 'delivered', 'delivered', 'dropped', 'dropped']);
    await amocrm.sim('clock', { advance_seconds: 24 * 3600 });
    assert.equal(await told(), 'a c e');
  });

  it('each comes three times, with the same request id', async () => {
    await script({ repeat: 3 });
    await rename('a', 'b');
    assert.equal(await told(), 'a a a b b b');
    assert.equal(new Set(receiver.hooks.map(({ headers }) => headers['x-amocrm-requestid'])).size, 2);
  });

  it('each pair changes places; one that stays alone comes a second later', async () => {
    await script({ reorder: true });
    await rename('a', 'b', 'c', 'd', 'e');
    assert.equal(await told(), 'b a d c e');
  });

  it('all three at once: what is dropped has no pair, what is repeated changes places together', async () => {
    await script({ drop: 3, repeat: 2, reorder: true });
    await rename('a', 'b', 'c', 'd', 'e');
    assert.equal(await told(), 'b b a a e e d d');
    const { body } = await amocrm.call<{ webhooks: unknown }>('GET', '/_sim/faults');
    assert.deepEqual(body.webhooks, { drop: 3, repeat: 2, reorder: true, seen: 5, dropped: 1, repeated: 4, reordered: 2 });
  });

  it('requests are not touched by it, and without a script every webhook comes once, in order', async () => {
    await script({ drop: 1 });
    await rename('a');
    await amocrm.call('DELETE', '/_sim/faults');
    await rename('b', 'c');
    assert.equal(await told(), 'b c');
  });
});
