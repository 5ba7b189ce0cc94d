import assert from 'node:assert/strict';
import { AmocrmClient } from '../../activities/amocrm/client.ts';
import { findContacts } from '../../activities/amocrm/find-contacts.ts';
import { longLived } from '../../activities/amocrm/token-source.ts';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';

describe('a guest is looked for by name', () => {
  let crm: AmocrmSimulator;
  before(async () => {
    crm = await startAmocrmSimulator({ port: 0 });
  });
  after(() => crm.stop());

  const find = (words: string) => {
    const amocrm = new AmocrmClient({ baseUrl: crm.url, token: longLived('local-amocrm-token'), requestsPerSecond: 0 });
    return findContacts(
      { amocrm, contactKeyOf: (identity) => ('phone' in identity ? `key-of-${identity.phone.slice(-4)}` : 'key-without-phone') },
      words,
    );
  };

  it('all words have to be in the name, in any order and letter case; the phone is masked', async () => {
    assert.deepEqual(await find('смирнова ольга'), [{ contactKey: 'key-of-0001', name: 'Ольга Смирнова', phone: '+7 900 ***-**-01' }]);
    assert.deepEqual(await find('Ольга Волкова'), []);
  });

  it('who only has the word somewhere else in the card is not found', async () => {
    assert.deepEqual(await find('79000000001'), []);
  });

  it('nobody is an empty list', async () => {
    assert.deepEqual(await find('Навуходоносор'), []);
  });
});
