import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, startReceiver, type Caller, type Page, type Receiver } from './amocrm-setup.ts';

const MINUTE = 60;

interface Delivery {
  attempt: number;
  outcome: string;
  status: number | null;
  why: string | null;
  destination: string;
  nextAttemptAtMs: number | null;
}

describe('the simulated amoCRM repeats webhooks that were not taken', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  let receiver: Receiver | undefined;

  /** Somebody who answers so and is told of each change of a lead. */
  async function subscribed(answer: (nth: number) => number | undefined): Promise<Receiver> {
    receiver = await startReceiver(answer);
    await subscribe(receiver);
    return receiver;
  }
  const subscribe = ({ url }: Receiver): Promise<unknown> =>
    amocrm.write('POST', '/api/v4/webhooks', { destination: url, settings: ['update_lead'] });
  const rename = (name: string): Promise<unknown> => amocrm.write('PATCH', '/api/v4/leads/42000002', { name });
  const pass = (seconds: number): Promise<unknown> => amocrm.sim('clock', { advance_seconds: seconds });
  const deliveries = async (): Promise<Delivery[]> => (await amocrm.get<{ deliveries: Delivery[] }>('/_sim/journal')).deliveries;
  /** Moves the clock by these minutes in turn and says after each how many requests have come. */
  async function comeAfter({ hooks }: Receiver, ...minutes: number[]): Promise<number[]> {
    const counts: number[] = [];
    for (const one of minutes) {
      await pass(one * MINUTE);
      counts.push(hooks.length);
    }
    return counts;
  }
  const isDisabled = async (): Promise<boolean | undefined> =>
    (await amocrm.get<Page<{ disabled: boolean }>>('/api/v4/webhooks'))._embedded['webhooks']?.[0]?.disabled;

  before(async () => {
    const nowMs = Date.UTC(2026, 10, 21, 9);
    simulator = await startAmocrmSimulator({ port: 0, limits: false, now: () => nowMs });
    amocrm = callerOf(simulator.url);
  });
  after(() => simulator.stop());
  beforeEach(() => amocrm.sim('reset', {}));
  afterEach(async () => {
    await receiver?.stop();
    receiver = undefined;
  });

  it('a server in trouble is tried five times: after 5, 15, 15 and 60 minutes, and no more', async () => {
    const troubled = await subscribed(() => 500);
    await rename('Раз');
    await pass(0);
    assert.equal(troubled.hooks.length, 1);
    assert.deepEqual(await comeAfter(troubled, 4.9, 0.1, 14.9, 0.1, 14.9, 0.1, 59.9, 0.1, 600), [1, 2, 2, 3, 3, 4, 4, 5, 5]);
    assert.equal(new Set(troubled.hooks.map(({ raw }) => raw)).size, 1, 'each time the same body');
    const tries = await deliveries();
    assert.deepEqual(
      tries.map(({ attempt, outcome, status }) => [attempt, outcome, status]),
      [1, 2, 3, 4, 5].map((attempt) => [attempt, 'failed', 500]),
    );
    assert.equal(tries.at(-1)?.nextAttemptAtMs, null);
  });

  it('a refusal, a redirect or nobody there is tried three times', async () => {
    for (const answer of [404, 302]) {
      const refusing = await subscribed(() => answer);
      await rename(`Ответ ${answer}`);
      await pass(0);
      assert.deepEqual(await comeAfter(refusing, 5, 15, 15, 60), [2, 3, 3, 3], String(answer));
      await refusing.stop();
      await amocrm.sim('reset', {});
    }
    const gone = await subscribed(() => 200);
    await gone.stop();
    await rename('Никого');
    for (const minutes of [0, 5, 15, 15, 60]) await pass(minutes * MINUTE);
    const tries = await deliveries();
    assert.deepEqual(
      tries.map(({ attempt, status }) => [attempt, status]),
      [1, 2, 3].map((attempt) => [attempt, null]),
    );
  });

  it('whoever takes longer than two seconds is tried like a server in trouble', async () => {
    const slow = await subscribed((nth) => (nth === 3 ? undefined : 404));
    await rename('Раз');
    await pass(0);
    await pass(5 * MINUTE);
    await pass(15 * MINUTE);
    assert.deepEqual(await comeAfter(slow, 15, 60), [4, 4], 'the fourth try follows the silence, no fifth the refusal');
    assert.deepEqual(
      (await deliveries()).map(({ why }) => why),
      ['status 404', 'status 404', 'timeout', 'status 404'],
    );
  });

  it('a try that is taken is the last one, and one that waits does not hold up those behind it', async () => {
    const recovering = await subscribed((nth) => (nth === 1 ? 503 : 200));
    await rename('Раз');
    await pass(0);
    await rename('Два');
    await pass(0);
    const encoded = (text: string): string => encodeURIComponent(text);
    assert.deepEqual(await comeAfter(recovering, 5, 300), [3, 3]);
    assert.deepEqual(
      recovering.hooks.map(({ raw }) => (raw.includes(`=${encoded('Раз')}`) ? 'Раз' : 'Два')),
      ['Раз', 'Два', 'Раз'],
    );
    assert.deepEqual(
      (await deliveries()).map(({ attempt, outcome }) => [attempt, outcome]),
      [
        [1, 'failed'],
        [1, 'delivered'],
        [2, 'delivered'],
      ],
    );
  });

  it('more than a hundred failures within two hours switch the subscription off, until an admin switches it on', async () => {
    const refusing = await subscribed((nth) => (nth <= 101 ? 404 : 200));
    for (let number = 1; number <= 100; number += 1) await rename(`Правка ${number}`);
    await pass(0);
    assert.deepEqual([refusing.hooks.length, await isDisabled()], [100, false]);
    await rename('Последняя');
    await pass(0);
    assert.equal(await isDisabled(), true);
    await rename('Мимо');
    await pass(5 * MINUTE);
    assert.equal(refusing.hooks.length, 101, 'nothing more comes, repeats included');
    assert.equal((await deliveries()).filter(({ outcome }) => outcome === 'discarded').length, 101);

    await subscribe(refusing);
    assert.equal(await isDisabled(), true, 'subscribing again does not switch it on');
    const enable = (as: string, destination = refusing.url): Promise<{ status: number }> =>
      amocrm.sim('act', { as, do: 'enable-webhook', destination });
    assert.deepEqual([(await enable('anna')).status, (await enable('senior', 'http://127.0.0.1:1/')).status], [409, 404]);
    assert.equal((await enable('senior')).status, 200);
    await rename('Снова');
    await pass(0);
    assert.deepEqual([refusing.hooks.length, await isDisabled()], [102, false]);
  });

  it('failures older than two hours are forgotten', async () => {
    const refusing = await subscribed(() => 404);
    for (let number = 1; number <= 60; number += 1) await rename(`Утро ${number}`);
    await pass(0);
    await pass(121 * MINUTE); // the second tries of all of them
    assert.equal(refusing.hooks.length, 120);
    assert.equal(await isDisabled(), false);
  });

  it('a repeat that waits goes out after a restart too, in its time', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sim-amocrm-'));
    receiver = await startReceiver((nth) => (nth === 1 ? 500 : 200));
    const { url, hooks } = receiver;
    const during = async (work: (caller: Caller) => Promise<void>): Promise<void> => {
      const own = await startAmocrmSimulator({ port: 0, dataDir, now: () => 0 });
      try {
        await work(callerOf(own.url));
      } finally {
        await own.stop();
      }
    };
    try {
      await during(async (caller) => {
        await caller.write('POST', '/api/v4/webhooks', { destination: url, settings: ['update_lead'] });
        await caller.write('PATCH', '/api/v4/leads/42000002', { name: 'Раз' });
        await caller.sim('clock', {});
      });
      await during(async (caller) => {
        await caller.sim('clock', { advance_seconds: 5 * MINUTE - 1 });
        assert.equal(hooks.length, 1);
        await caller.sim('clock', { advance_seconds: 1 });
        assert.equal(hooks.length, 2);
      });
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
