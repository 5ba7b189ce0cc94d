import assert from 'node:assert/strict';
import { createPersonSeal } from '../../contact/person-seal.ts';

describe('how the list keeps a guest’s name', () => {
  const maria = { name: 'Мария', phone: '+7 916 ***-**-67' };

  it('sealed, nobody can read it; with the same secret it opens', async () => {
    const sealed = await createPersonSeal('one secret').seal(maria);
    assert.ok(!Buffer.from(sealed, 'base64url').toString().includes('Мария'));
    assert.deepEqual(await createPersonSeal('one secret').open(sealed), maria);
  });

  it('the same person sealed twice looks different', async () => {
    const seal = createPersonSeal('one secret');
    assert.notEqual(await seal.seal(maria), await seal.seal(maria));
  });

  it('with another secret, or where it is no seal at all, nobody is told', async () => {
    const sealed = await createPersonSeal('one secret').seal(maria);
    const other = createPersonSeal('another secret');
    assert.deepEqual([await other.open(sealed), await other.open('nonsense')], [undefined, undefined]);
  });
});
