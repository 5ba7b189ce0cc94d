import assert from 'node:assert/strict';
import { coverageOf, statementsIn } from './statements.ts';

describe('the table of statements and the tests that prove them', () => {
  const statements = statementsIn('- D-01 [plan] One.\n- D-02 **[later]** [ours] Two.\n- D-03 [ours] Three, see D-01.\n');

  it('reads the number of each statement and whether it is left to later', () => {
    assert.deepEqual(statements, [
      { number: 'D-01', later: false },
      { number: 'D-02', later: true },
      { number: 'D-03', later: false },
    ]);
  });

  it('tells of a statement that no title names, but not of one left to later', () => {
    assert.deepEqual(coverageOf(statements, ['a guest: D-01: is known by phone']).gaps, ['D-03']);
  });

  it('counts a title for every number it names', () => {
    const { titles } = coverageOf(statements, ['D-01, D-03: both']);
    assert.deepEqual([titles.get('D-01'), titles.get('D-03')], [['D-01, D-03: both'], ['D-01, D-03: both']]);
  });

  it('tells of a title with a number that no statement has', () => {
    const wrong = ['D', '77'].join('-'); // in one piece it would be a number in a title of ours
    assert.deepEqual(coverageOf(statements, [`${wrong}: nonsense`]).unknown, [{ number: wrong, title: `${wrong}: nonsense` }]);
  });
});
