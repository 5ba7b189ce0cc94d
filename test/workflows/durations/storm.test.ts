import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPactActivities } from '../../../activities/pact/activities.ts';
import { PactClient } from '../../../activities/pact/client.ts';
import { startPactSimulator, type PactSimulator } from '../../../simulators/pact/server.ts';
import { aContact, minutes, seconds } from '../../support/builders.ts';
import { eventually } from '../../support/environment.ts';
import type { Guest } from '../../support/guest.ts';
import { TimeScene, type Day } from '../../support/time-scene.ts';

const GUESTS = 40;
/** Each answer has two messages, so that there is an order to keep. */
const PARTS = ['Первое сообщение.', 'Второе сообщение.'];
interface Journal {
  sends: { conversation_id: number; text: string; at_ms: number }[];
  limited_requests: unknown[];
}

/** Pact's limits as it has them, on the clock that the dialogs live by: a minute of waiting is a minute, and takes none of ours. */
describe('more messages than Pact takes in a minute', function () {
  this.timeout(120_000);
  let scene: TimeScene;
  let pact: PactSimulator;
  let clock: Server;
  /** One client for all, as a worker has it. */
  let activities: ReturnType<typeof createPactActivities>;
  let nowMs = 0;

  before(async () => {
    scene = await TimeScene.start();
    clock = createServer((_request, response) => {
      void scene.nowMs().then((atMs) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ nowMs: atMs })));
    }).listen(0, '127.0.0.1');
    await once(clock, 'listening');
    pact = await startPactSimulator({ port: 0 });
    const client = new PactClient({ baseUrl: pact.url, token: 'local-pact-token', companyId: 1, now: () => nowMs });
    activities = createPactActivities({ pact: client });
    await sim('/clock', { follow: `http://127.0.0.1:${(clock.address() as AddressInfo).port}` });
  });
  after(async () => {
    await pact.stop();
    clock.closeAllConnections();
    clock.close();
    await scene.stop();
  });

  const sim = async (path: string, body?: object): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${pact.url}/_sim${path}`, init);
    assert.ok(response.ok, await response.clone().text());
    return response.json();
  };
  const journal = async (): Promise<Journal> => (await sim('/journal')) as Journal;

  /** A guest whose messages go through the product's own client to the simulator. */
  async function guestOfPact(index: number): Promise<{ guest: Guest; day: Day; conversationId: number }> {
    const phone = `790000001${String(index).padStart(2, '0')}`;
    const { message } = (await sim('/guest-message', { phone, name: 'Гость', text: 'Здравствуйте' })) as {
      message: { conversation_id: number };
    };
    const conversationId = message.conversation_id;
    const { guest, day } = await scene.guestAt('12:00', {
      contact: aContact({ phone, externalId: phone, conversationId }),
      bot: () => PARTS.map((text) => ({ type: 'reply', text })),
    });
    guest.pact = async (text, look) => {
      nowMs = await scene.nowMs();
      await activities.sendMessage({ conversationId, text, ...(look === undefined ? {} : { look }) });
    };
    return { guest, day, conversationId };
  }

  it(`D-25, D-90, D-91: ${GUESTS} guests at once: each gets both messages once and in order, however often Pact says 429`, async () => {
    const guests: Awaited<ReturnType<typeof guestOfPact>>[] = [];
    for (let index = 0; index < GUESTS; index += 1) guests.push(await guestOfPact(index));
    await Promise.all(guests.map(({ guest }) => guest.says('Здравствуйте')));
    const [first] = guests;
    assert.ok(first);
    await eventually(
      'the last message',
      async () => {
        await first.day.pass(seconds(20));
        return guests.every(({ guest }) => guest.sent.length === PARTS.length);
      },
      90_000,
    );
    await first.day.pass(minutes(2));

    const { sends, limited_requests: limited } = await journal();
    assert.equal(sends.length, GUESTS * PARTS.length);
    for (const { conversationId } of guests) {
      const texts = sends.filter(({ conversation_id: id }) => id === conversationId).map(({ text }) => text);
      assert.deepEqual([texts.length, texts[0]?.endsWith('Первое сообщение.'), texts[1]], [2, true, 'Второе сообщение.']);
    }
    assert.ok(limited.length > 0, 'nothing was ever refused: this was no storm');
    const lastedMs = (sends.at(-1)?.at_ms ?? 0) - (sends[0]?.at_ms ?? 0);
    assert.ok(lastedMs < minutes(3), `the last one waited ${lastedMs} ms`);
    for (const { guest } of guests) {
      const { state, unanswered, unknownEffects } = await guest.view();
      assert.deepEqual([state, unanswered.owedBy, unknownEffects], ['withBot', 'nobody', []]);
    }
    assert.deepEqual(
      guests.flatMap(({ guest }) => guest.raised),
      [],
    );
  });
});
