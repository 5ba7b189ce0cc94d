import assert from 'node:assert/strict';
import { misfits } from './shapes/shape.ts';

const SHAPE = {
  sheet: 'none',
  keys: { id: 'integer', name: 'string|null', 'tags[].id': 'integer', 'by.*.ID': 'string', 'more?': 'boolean' },
};
const GOOD = { id: 1, name: null, tags: [{ id: 5 }], by: { 42: { ID: 'x' } }, more: true };

describe('comparing an answer with a table of key paths and types', () => {
  it('an answer like the table is accepted, also without what may be absent', () => {
    const { more: _more, ...less } = GOOD;
    assert.deepEqual(misfits(SHAPE, [GOOD, less]), []);
  });

  it('a missing key, one too many and a wrong type are named by their path', () => {
    const { name: _name, ...nameless } = GOOD;
    assert.deepEqual(misfits(SHAPE, [nameless, GOOD]), ['name is missing']);
    assert.deepEqual(misfits(SHAPE, [{ ...GOOD, tags: [{ id: 5, color: null }] }]), ['tags[].color is not in the table']);
    assert.deepEqual(misfits(SHAPE, [{ ...GOOD, id: '1' }]), ['id is string, not integer']);
    assert.deepEqual(misfits(SHAPE, [{ ...GOOD, by: { 43: { ID: 7 } } }]), ['by.*.ID is integer, not string']);
    assert.deepEqual(misfits(SHAPE, [GOOD, { ...GOOD, tags: null }]), ['tags is null, not array']);
    assert.deepEqual(misfits(SHAPE, [[]]), [
      'by.*.ID was never seen',
      'id was never seen',
      'more was never seen',
      'name was never seen',
      'tags[].id was never seen',
      'the answer is array, not object',
    ]);
  });

  it('a path that no sample shows is named, so that an empty list proves nothing', () => {
    assert.deepEqual(misfits(SHAPE, [{ ...GOOD, tags: [] }]), ['tags[].id was never seen']);
  });
});
