import assert from 'node:assert/strict';
import { createContactKey, identityOf } from '../../contact/contact-key.ts';

describe('the key of a contact', () => {
  const keyOf = createContactKey('a secret');

  it('D-01: the same person has the same key, also after a restart', () => {
    assert.equal(keyOf({ phone: '79001234512' }), createContactKey('a secret')({ phone: '79001234512' }));
    assert.equal(keyOf({ channel: 'telegram', externalId: '42' }), keyOf({ channel: 'telegram', externalId: '42' }));
  });

  it('never changes between versions: dialogs that run are found by it', () => {
    assert.equal(keyOf({ phone: '79001234512' }), '6f176816a21ca25abc336c8e37eaf572');
    assert.equal(keyOf({ channel: 'telegram', externalId: '42' }), 'c37be55eca50765084c94a52f85cfbd0');
  });

  it('D-01: other people, other channels and other secrets have other keys', () => {
    const keys = [
      keyOf({ phone: '79001234512' }),
      keyOf({ phone: '79001234513' }),
      keyOf({ channel: 'telegram', externalId: '79001234512' }),
      keyOf({ channel: 'whatsapp', externalId: '79001234512' }),
      createContactKey('another secret')({ phone: '79001234512' }),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('a channel’s id can never be taken for a phone or for another channel’s', () => {
    assert.notEqual(keyOf({ channel: 'phone', externalId: '79001234512' }), keyOf({ phone: '79001234512' }));
    assert.notEqual(keyOf({ channel: 'a:b', externalId: 'c' }), keyOf({ channel: 'a', externalId: 'b:c' }));
  });

  it('is short, plain and tells nothing of the phone', () => {
    const key = keyOf({ phone: '79001234512' });
    assert.match(key, /^[0-9a-f]{32}$/u);
    assert.ok(!key.includes('9001234512'));
  });

  it('D-01: who shows a phone is known by it, who hides it by the channel’s own id', () => {
    assert.deepEqual(identityOf({ phone: '79001234512', channel: 'whatsapp', externalId: '7' }), { phone: '79001234512' });
    assert.deepEqual(identityOf({ channel: 'whatsapp', externalId: '7' }), { channel: 'whatsapp', externalId: '7' });
  });
});
