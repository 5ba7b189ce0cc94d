import assert from 'node:assert/strict';
import { field, givenPact, givenReceiver, list, part, stopAll, type Json, type Pact, type Receiver } from './pact-setup.ts';

describe('Pact simulator: webhooks that go astray', () => {
  let pact: Pact;
  let receiver: Receiver;
  beforeEach(async () => {
    pact = await givenPact();
    receiver = await givenReceiver();
    await pact.guest({ text: 'Здравствуйте' });
    await pact.subscribe(receiver.url);
  });
  afterEach(stopAll);

  const script = (webhooks: object): Promise<unknown> => pact.sim('POST', '/faults', { webhooks });
  const fired = async (): Promise<Json> => part((await pact.sim('GET', '/faults')).body, 'webhooks', 'fired');
  const texts = (): unknown[] => receiver.events.filter(({ type }) => type === 'message').map((event) => field(event, 'object', 'message'));

  it('every third event is dropped and never comes', async () => {
    await script({ drop: 3 });
    for (const text of ['Раз', 'Два', 'Три']) await pact.guest({ text }); // two events each
    await receiver.until((events) => events.length === 4);
    assert.deepEqual(texts(), ['Раз', 'Три']);
    const outcomes = list((await pact.sim('GET', '/journal')).body, 'deliveries').map(({ type, outcome, attempt }) => [
      type,
      outcome,
      attempt,
    ]);
    assert.deepEqual(
      outcomes.filter(([, outcome]) => outcome === 'dropped'),
      [
        ['message', 'dropped', 0],
        ['conversation', 'dropped', 0],
      ],
    );
    assert.deepEqual(await fired(), { dropped: 2, repeated: 0, reordered: 0 });
  });

  it('each event comes three times', async () => {
    await script({ repeat: 3 });
    await pact.guest({ text: 'Раз' });
    await receiver.until((events) => events.length === 6);
    assert.deepEqual(texts(), ['Раз', 'Раз', 'Раз']);
    const copies = list((await pact.sim('GET', '/journal')).body, 'deliveries').map(({ copy }) => copy);
    assert.deepEqual(copies.slice(0, 3), [1, 2, 3]);
  });

  it('what comes close together comes the newest first: our own update before its create', async () => {
    await script({ reorder: true });
    await pact.api('POST', '/conversations/7001/messages', { company_id: 1, text: 'Да' });
    await receiver.until((events) => events.length === 3);
    assert.deepEqual(receiver.story(), ['message update delivered', 'conversation update', 'message create sent']);
    assert.deepEqual(await fired(), { dropped: 0, repeated: 0, reordered: 3 });
  });

  it('a lone event comes although no other follows, and all is in order again when the script is cleared', async () => {
    await script({ reorder: true });
    const { id } = await pact.guest({ text: 'Раз' });
    await receiver.until((events) => events.length === 2);
    await pact.sim('POST', '/edit-message', { id, text: 'Два' });
    await receiver.until((events) => events.length === 3);
    await pact.sim('DELETE', '/faults');
    await pact.guest({ text: 'Три' });
    await receiver.until((events) => events.length === 5);
    assert.deepEqual(receiver.story().slice(3), ['message create created', 'conversation update']);
  });

  it('nonsense is refused', async () => {
    for (const webhooks of [{ drop: 0 }, { repeat: 1 }, { reorder: 'yes' }, { lose: 1 }])
      assert.equal((await pact.sim('POST', '/faults', { webhooks })).status, 400);
  });
});
