import assert from 'node:assert/strict';
import { field, givenPact, givenReceiver, list, stopAll, type Pact } from './pact-setup.ts';

const SEND = '/conversations/7001/messages';
const WEBHOOKS = '/companies/1/webhooks';

describe('Pact simulator: refused input is 400 with the documented body, and changes nothing', () => {
  let pact: Pact;
  beforeEach(async () => {
    pact = await givenPact();
    await pact.guest({ text: 'Здравствуйте' });
  });
  afterEach(stopAll);

  const refused = async (method: string, path: string, body: object, detail: RegExp): Promise<void> => {
    const answer = await pact.api(method, path, body);
    assert.equal(answer.status, 400);
    const { detail: words, ...rest } = field(answer.body, 'errors', 0) as Record<string, unknown>;
    assert.deepEqual(rest, { status: 400, code: 'bad_request', title: 'Bad Request' });
    assert.match(String(words), detail);
  };

  for (const [what, path, body, detail] of [
    ['an empty send', SEND, { company_id: 1, text: '' }, /^text: /],
    ['two attachments', SEND, { company_id: 1, text: 'x', attachment_ids: [1, 2] }, /^attachment_ids: only one/],
    ['a send without a company', SEND, { text: 'x' }, /^company_id: is required/],
    ['writing first without a company', '/messages', { provider: 'whatsapp', phone: '79110000002', text: 'x' }, /^company_id: /],
    ['writing first without a word', '/messages', { company_id: 1, provider: 'whatsapp', phone: '79110000002' }, /^text: /],
  ] as const)
    it(what, async () => {
      await refused('POST', path, body, detail);
      assert.deepEqual(field((await pact.sim('GET', '/journal')).body, 'sends'), []);
      const { body: all } = await pact.api('GET', '/conversations?company_id=1');
      assert.equal(list(all, 'conversations').length, 1);
    });

  it('a webhook whose address fails the test request', async () => {
    const receiver = await givenReceiver();
    receiver.answers = 500;
    await pact.api('POST', WEBHOOKS, { url: receiver.url });
    await refused('PUT', `${WEBHOOKS}/1`, { active: true }, /test request/);
    assert.equal(field((await pact.api('GET', WEBHOOKS)).body, 'webhooks', 0, 'active'), false);
  });

  it('a sixth webhook', async () => {
    for (let n = 0; n < 5; n += 1) await pact.api('POST', WEBHOOKS, { url: `http://127.0.0.1:9/${n}` });
    await refused('POST', WEBHOOKS, { url: 'http://127.0.0.1:9/6' }, /5 webhooks at most/);
    assert.equal(list((await pact.api('GET', WEBHOOKS)).body, 'webhooks').length, 5);
  });
});

describe('Pact simulator: what happened', () => {
  afterEach(stopAll);

  it('the journal lists what people wrote, where, and what was sent and answered', async () => {
    const nowMs = Date.UTC(2026, 6, 1, 9);
    const pact = await givenPact({ now: () => nowMs });
    await pact.guest({ text: null, attachments: [{ kind: 'photo' }] });
    await pact.sim('POST', '/manager-message', { phone: '79000000001', text: 'Акция!', surface: 'amo', bulk: true });
    await pact.api('POST', SEND, { company_id: 1, text: 'Да' });
    const { body } = await pact.sim('GET', '/journal');
    const anna = { conversation_id: 7001, phone: '79000000001', provider: 'whatsapp', at_ms: nowMs };
    assert.deepEqual(body['written'], [
      { ...anna, message_id: 5_000_000_001, by: 'guest', surface: 'client', bulk: false, text: null, attachment_ids: [8001] },
      { ...anna, message_id: 5_000_000_002, by: 'manager', surface: 'amo', bulk: true, text: 'Акция!', attachment_ids: [] },
    ]);
    const [sent] = list(body, 'sends');
    assert.deepEqual([sent?.['text'], sent?.['at_ms'], sent?.['answered']], ['Да', nowMs, true]);
  });
});

describe('Pact simulator: five repeats a minute apart', () => {
  afterEach(stopAll);

  it('a minute of the simulator’s clock brings the next at once; after the fifth the event is lost', async () => {
    const pact = await givenPact({ retrySeconds: undefined, now: () => Date.UTC(2026, 6, 1, 9) });
    const receiver = await givenReceiver();
    await pact.guest({ text: 'Здравствуйте' });
    await pact.subscribe(receiver.url);
    receiver.answers = 503;
    await pact.sim('POST', '/edit-message', { id: 5_000_000_001, text: 'Алло' });
    const attempts = async (): Promise<unknown[]> =>
      list((await pact.sim('GET', '/journal')).body, 'deliveries').map(({ outcome, at_ms: atMs }) => [outcome, atMs]);
    for (let made = 1; made <= 6; made += 1) {
      while ((await attempts()).length < made);
      await pact.sim('POST', '/clock', { advance_seconds: 59 });
      assert.equal((await attempts()).length, made);
      await pact.sim('POST', '/clock', { advance_seconds: 1 });
    }
    const nineMs = Date.UTC(2026, 6, 1, 9);
    assert.deepEqual(
      await attempts(),
      [0, 1, 2, 3, 4, 5].map((minute) => [minute === 5 ? 'lost' : 'will_retry', nineMs + minute * 60_000]),
    );
  });
});
