import assert from 'node:assert/strict';
import type { Message, Transcript } from '../../domain/dialog/dialog.ts';
import { compareIds, reworded, said } from '../../domain/dialog/rules/transcript.ts';
import { at } from '../support/builders.ts';

const EMPTY: Transcript = { messages: [], older: 0 };
const message = (id: string, change: Partial<Message> = {}): Message => ({
  id,
  role: 'client',
  atMs: at('12:00'),
  text: `текст ${id}`,
  ...change,
});
const all = (messages: readonly Message[]): Transcript => messages.reduce(said, EMPTY);
const many = (count: number, text?: string): Transcript =>
  all(Array.from({ length: count }, (_, index) => message(String(index + 1), text === undefined ? {} : { text })));
const ids = ({ messages }: Transcript): string[] => messages.map(({ id }) => id);

describe('what is kept of a dialog', () => {
  it('the last 50 messages; older ones are counted', () => {
    assert.deepEqual([many(50).messages.length, many(50).older], [50, 0]);
    const { messages, older } = many(53);
    assert.deepEqual([messages.length, messages[0]?.id, older], [50, '4', 3]);
  });

  it('or less, if they are long: 32 KB in all', () => {
    assert.deepEqual([many(4, 'я'.repeat(4_000)).messages.length, many(4, 'я'.repeat(4_000)).older], [4, 0]);
    const { messages, older } = many(6, 'я'.repeat(4_000));
    assert.deepEqual([messages.length, messages[0]?.id, older], [4, '3', 2]);
  });

  it('of one message 8 KB of its text', () => {
    assert.equal(said(EMPTY, message('1', { text: 'я'.repeat(4_000) })).messages[0]?.text.length, 4_000);
    assert.equal(said(EMPTY, message('1', { text: 'я'.repeat(9_000) })).messages[0]?.text, `${'я'.repeat(4_000)}…`);
  });

  it('D-03: an edit that makes a message longer pushes out older ones too', () => {
    const { messages, older } = reworded(all([...many(4, 'я'.repeat(3_900)).messages, message('5')]), '5', 'я'.repeat(9_000));
    assert.deepEqual([messages.map(({ id }) => id), older], [['2', '3', '4', '5'], 1]);
  });
});

describe('the order of what the client wrote', () => {
  const sent = (id: string, time: string, change: Partial<Message> = {}): Message => message(id, { sentAtMs: at(time), ...change });

  it("D-02: by the provider's time, however far back it belongs", () => {
    assert.deepEqual(ids(all([sent('2', '11:02'), sent('3', '11:03'), sent('4', '11:04'), sent('1', '11:01')])), ['1', '2', '3', '4']);
  });

  it('D-02: by id at the same time, numbers as numbers', () => {
    assert.deepEqual(ids(all([sent('10', '11:00'), sent('9', '11:00'), sent('100', '11:00')])), ['9', '10', '100']);
  });

  it('D-02: ids that are no numbers are compared as text', () => {
    assert.ok(compareIds('a9', 'b1') < 0);
    assert.ok(compareIds('b1', 'a9') > 0);
    assert.equal(compareIds('a9', 'a9'), 0);
    assert.ok(compareIds('b', '9') > 0);
  });

  it("D-02: it never moves before anybody else's words", () => {
    for (const role of ['bot', 'manager', 'note'] as const)
      assert.deepEqual(ids(all([sent('2', '11:02'), sent('x', '11:03', { role }), sent('1', '11:01')])), ['2', 'x', '1']);
  });

  it("D-02: what others say stands where it came in, whatever the provider's time", () => {
    assert.deepEqual(ids(all([sent('2', '11:02'), sent('1', '11:01', { role: 'manager' })])), ['2', '1']);
  });
});
