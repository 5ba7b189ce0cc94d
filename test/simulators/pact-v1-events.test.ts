import assert from 'node:assert/strict';
import { ANNA, field, givenPact, givenReceiver, list, stopAll, type Json, type Pact, type Receiver } from './pact-setup.ts';

const NINE_MS = Date.UTC(2026, 6, 1, 9, 0, 0, 120);

describe('Pact simulator: events in the format of v1', () => {
  let pact: Pact;
  let receiver: Receiver;
  beforeEach(async () => {
    pact = await givenPact({ now: () => NINE_MS });
    receiver = await givenReceiver();
  });
  afterEach(stopAll);

  const old = (): Json[] => receiver.events.filter((event) => 'data' in event);
  const stories = (): string[] => old().map(({ type, event, severity }) => `${String(type)} ${String(event ?? severity)}`);

  it('are not sent unless asked for', async () => {
    await pact.subscribe(receiver.url);
    await pact.guest({ text: 'Здравствуйте' });
    await receiver.until((events) => events.length === 3);
    assert.deepEqual(old(), []);
  });

  describe('to the company’s webhook_url', () => {
    beforeEach(async () => void (await pact.v1('PUT', '/companies/1', { webhook_url: receiver.url })));

    it('a guest: the conversation and the message, both new', async () => {
      await pact.guest({ text: 'Здравствуйте' });
      await receiver.until((events) => events.length === 2);
      assert.equal(receiver.events.length, old().length);
      assert.deepEqual(receiver.events[0], {
        type: 'conversation',
        event: 'new',
        data: {
          external_id: 7001,
          name: 'Анна',
          avatar_url: `${pact.simulator.url}/files/avatar.png`,
          channel_id: 11,
          channel_type: 'whatsapp',
          created_at: '2026-07-01 09:00:00 UTC',
          created_at_timestamp: 1_782_896_400,
          last_message_at: null,
          last_income_message_at: null,
          sender_external_id: ANNA,
        },
      });
      const { external_public_id: _providerId, ...message } = field(receiver.events[1], 'data') as Json;
      assert.deepEqual(message, {
        external_id: 5_000_000_001,
        channel_id: 11,
        channel_type: 'whatsapp',
        channel: { id: 11, type: 'whatsapp' },
        conversation_id: 7001,
        message: 'Здравствуйте',
        location: {},
        income: true,
        created_at: '2026-07-01 09:00:00 UTC',
        created_at_timestamp: 1_782_896_400,
        ack: 1,
        attachments: [],
      });
    });

    it('a send through v1: the message when it is delivered, with its job, then the job, then what becomes of it', async () => {
      await pact.guest({ text: 'Здравствуйте' });
      await pact.v1('POST', '/companies/1/conversations/7001/messages', { message: 'Да' });
      await receiver.until((events) => events.length === 4);
      await pact.sim('POST', '/message-status', { id: 5_000_000_002, status: 'read' });
      await receiver.until((events) => events.length === 5);
      assert.deepEqual(stories().slice(2), ['message new', 'job executed', 'message ack']);
      assert.equal(field(receiver.events[2], 'data', 'job_id'), 18);
      assert.deepEqual(field(receiver.events[3], 'data'), { id: 18, result: 'DELIVERED', message_id: 5_000_000_002, date: 1_782_896_400 });
      assert.equal(field(receiver.events[4], 'data', 'ack'), 3);
    });

    it('a send through v2 has no job', async () => {
      await pact.guest({ text: 'Здравствуйте' });
      await pact.api('POST', '/conversations/7001/messages', { company_id: 1, text: 'Да' });
      await receiver.until((events) => events.length === 3);
      assert.equal(field(receiver.events[2], 'event'), 'new');
      assert.ok(!('job_id' in (field(receiver.events[2], 'data') as Json)));
    });

    it('a channel that loses its session is a critical word of the system', async () => {
      await pact.sim('POST', '/channel', { provider: 'whatsapp', state: 'disabled' });
      await pact.sim('POST', '/channel', { provider: 'whatsapp', state: 'enabled' });
      await receiver.until((events) => events.length === 2);
      assert.deepEqual(stories(), ['system critical', 'system information']);
      assert.equal(field(receiver.events[0], 'data', 'message'), 'disabled');
      assert.deepEqual(field(receiver.events[0], 'data', 'details'), { entity: 'channel', entity_id: 11 });
    });

    it('ten repeats, not five', async () => {
      receiver.answers = 500;
      await pact.guest({ text: 'Здравствуйте' });
      await receiver.until((events) => events.length === 22);
      const outcomes = async (): Promise<unknown[]> =>
        list((await pact.sim('GET', '/journal')).body, 'deliveries').map(({ webhook_id: id, attempt, outcome }) => [id, attempt, outcome]);
      while ((await outcomes()).length < 22);
      assert.deepEqual((await outcomes()).at(-1), [0, 11, 'lost']);
    });
  });

  it('by the setting the v2 webhooks hear both of one message', async () => {
    await pact.subscribe(receiver.url);
    await pact.sim('POST', '/settings', { v1_events: 'also' });
    await pact.guest({ text: 'Здравствуйте' });
    await receiver.until((events) => events.length === 5);
    assert.deepEqual(
      receiver.events.map((event) => `${String(event['type'])} ${'data' in event ? 'v1' : 'v2'}`),
      ['conversation v2', 'conversation v1', 'message v2', 'message v1', 'conversation v2'],
    );
  });
});
