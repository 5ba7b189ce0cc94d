import assert from 'node:assert/strict';
import { ANNA, field, givenPact, givenReceiver, list, stopAll } from '../simulators/pact-setup.ts';
import { startFront, type Front } from './front.ts';
import { pythonClients } from './install.ts';
import { assertListed } from './listed.ts';
import { runPythonClient } from './run-client.ts';

const FETCHED_WITHIN_MS = 6 * 60_000;
const OPENED = '79001112277';

describe('third-party clients of Pact, as they are published', () => {
  before(() => pythonClients()).timeout(FETCHED_WITHIN_MS);
  let front: Front | undefined;
  afterEach(async () => {
    await front?.stop();
    await stopAll();
  });

  it('pact-im, the vendor’s own SDK, opens a chat in v1, sends a file with words and sees the job delivered', async () => {
    const pact = await givenPact();
    const receiver = await givenReceiver();
    await pact.guest({ text: 'Здравствуйте' });
    await pact.guest({ phone: '79000000002', text: 'Добрый день' });
    front = await startFront(pact.simulator.url);
    const said = await runPythonClient('pact_im_sdk', { front, env: { RECEIVER: receiver.url } });
    assert.deepEqual(said, {
      company: { external_id: 1, name: 'Санаторий «Шахтёр»', phone: null, description: null, webhook_url: null },
      second: 2,
      channels: [[11, 'whatsapp']],
      page: [[ANNA], true],
      opened: [true, 'whatsapp', OPENED, true],
      job: ['trying_deliver', null, true],
      delivered: ['delivered', true, { result: 'DELIVERED' }],
      messages: [['Здравствуйте!', false, true]],
      missing: '404: Not Found – The specified resource could not be found',
      stranger: '401: Unauthorized – Your API key is wrong',
    });
    const { body: journal } = await pact.sim('GET', '/journal');
    assert.deepEqual(
      list(journal, 'sends').map((send) => [send['phone'], send['text'], send['status'], send['answered']]),
      [[OPENED, 'Здравствуйте!', 'delivered', true]],
    );
    assert.deepEqual(field(journal, 'unknown_requests'), []);
    assert.deepEqual(receiver.pings, [{ source: 'pact.im', operation: 'test' }]);
    await assertListed('pact-im', front.calls());
  }).timeout(20_000);
});
