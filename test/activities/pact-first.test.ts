import assert from 'node:assert/strict';
import { createPactActivities } from '../../activities/pact/activities.ts';
import { PactClient } from '../../activities/pact/client.ts';
import { PactError } from '../../activities/pact/errors.ts';
import { startPactSimulator, type PactSimulator } from '../../simulators/pact/server.ts';

const PHONE = '79000000001';
type Journal = { sends: { message_id: number; text: string; answered: boolean }[] };

describe('D-05: writing first through Pact', () => {
  let pact: PactSimulator;
  beforeEach(async () => (pact = await startPactSimulator({ port: 0 })));
  afterEach(() => pact.stop());

  const sim = async (path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${pact.url}/_sim${path}`, init);
    assert.ok(response.ok, await response.clone().text());
    return response.json();
  };
  const guestWrites = async (text: string, more: object = {}): Promise<number> => {
    const { message } = (await sim('/guest-message', { phone: PHONE, name: 'Анна', text, ...more })) as {
      message: { conversation_id: number };
    };
    return message.conversation_id;
  };
  const sends = async (): Promise<string[]> => ((await sim('/journal')) as Journal).sends.map(({ message_id: id }) => String(id));
  const activities = () => createPactActivities({ pact: new PactClient({ baseUrl: pact.url, token: 'local-pact-token', companyId: 1 }) });
  type Request = Parameters<ReturnType<typeof activities>['sendMessage']>[0];
  const send = (text: string, more: Partial<Pick<Request, 'look'>> = {}, channel = 'whatsapp') =>
    activities().sendMessage({ first: { phone: PHONE, channel }, text, ...more });
  const lookSince = (notBeforeMs: number): Pick<Request, 'look'> => ({ look: { knownIds: [], notBeforeMs } });

  it('makes the conversation, and tells which it is', async () => {
    const { messageId, conversationId } = await send('Здравствуйте, это Анна.');
    assert.deepEqual(await sends(), [messageId]);
    assert.equal(await guestWrites('Кто это?'), conversationId);
  });

  it('goes into the conversation that is there', async () => {
    const known = await guestWrites('Здравствуйте');
    assert.equal((await send('Добрый день!')).conversationId, known);
    const { messages } = (await sim(`/conversation?phone=${PHONE}`)) as { messages: { text: string }[] };
    assert.deepEqual(
      messages.map(({ text }) => text),
      ['Здравствуйте', 'Добрый день!'],
    );
  });

  it('never into one that the search only seems to find', async () => {
    const others = [
      await guestWrites('Я длиннее', { phone: `${PHONE}1` }),
      await guestWrites('Я так называюсь', { phone: '79000000777', name: PHONE }),
      await guestWrites('Я в другом мессенджере', { provider: 'max' }),
    ];
    assert.ok(!others.includes((await send('Добрый день!')).conversationId ?? 0));
  });

  for (const [what, prepare] of [
    ['where there was no conversation', () => Promise.resolve()],
    ['where there was one', () => guestWrites('Здравствуйте')],
  ] as const)
    it(`D-91: a message whose answer was lost is found and not written again, ${what}`, async () => {
      await prepare();
      await sim('/faults', { faults: [{ method: 'POST', path: '/api/p2/*', kind: 'lost', times: 1 }] });
      const startedAtMs = Date.now();
      const error: unknown = await send('Добрый день!').catch((reason: unknown) => reason);
      assert.ok(error instanceof PactError && error.code === 'PACT_UNKNOWN', String(error));
      const { messageId, conversationId } = await send('Добрый день!', lookSince(startedAtMs));
      assert.deepEqual(await sends(), [messageId]);
      assert.equal(conversationId, await guestWrites('Да?'));
    });

  it('D-91: the same words of an older day are not the lost ones', async () => {
    await guestWrites('Здравствуйте');
    const { messageId: old } = await send('Добрый день!');
    const { messageId } = await send('Добрый день!', lookSince(Date.now() + 60_000));
    assert.notEqual(messageId, old);
  });

  it('D-25: a channel that the company does not have is a refusal for good, and nothing personal is in it', async () => {
    const error: unknown = await send('Добрый день!', {}, 'telegram_personal').catch((reason: unknown) => reason);
    assert.ok(error instanceof PactError && error.code === 'PACT_REJECTED', String(error));
    assert.doesNotMatch(error.message, /7900|Добрый/u);
  });
});
