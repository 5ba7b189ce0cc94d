import assert from 'node:assert/strict';
import type { PactMark } from '../../activities/pact/contract.ts';
import { createPactPolling, type MessageEvent } from '../../activities/pact/missed.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 12);

/** A Pact of a few conversations; newest first unless told otherwise. */
class Chats {
  readonly handedOn: string[] = [];
  readonly looked: string[] = [];
  readonly warned: string[] = [];
  refuses: string | undefined;
  oldestFirst = false;
  /** What has a lower id is of yesterday. */
  today = 30;
  private readonly chats = new Map<string, number[]>();

  write(conversation: number, ...ids: number[]): void {
    this.chats.set(String(conversation), [...(this.chats.get(String(conversation)) ?? []), ...ids]);
  }

  async poll(mark?: PactMark): Promise<PactMark> {
    const polling = createPactPolling({
      pact: {
        conversations: async (page) => Promise.resolve(this.rows().slice((page - 1) * 100, page * 100)),
        wholeMessages: async (id) => {
          this.looked.push(id);
          if (id === this.refuses) throw new Error('Pact answers 500');
          return Promise.resolve(
            (this.chats.get(id) ?? [])
              .map((message) => ({ id: String(message), income: true, created_at: this.writtenAt(message) }))
              .toReversed(),
          );
        },
      },
      takeIn: async ({ object }: MessageEvent) => {
        const { id } = object['conversation'] as { id: string };
        this.handedOn.push(`${id}: ${String(object['id'])}`);
        return Promise.resolve();
      },
      warn: (message) => this.warned.push(message),
    });
    return polling.pollPact({ nowMs: NOW_MS, ...(mark === undefined ? {} : { mark }) });
  }

  private readonly writtenAt = (id: number): string => new Date(id < this.today ? NOW_MS - 86_400_000 : NOW_MS - 60_000).toISOString();

  private rows(): { id: string; last_message_id: string | null; last_updated_at: string }[] {
    const rows = [...this.chats].map(([id, messages]) => ({
      id,
      last_message_id: messages.length === 0 ? null : String(messages.at(-1)),
      last_updated_at: this.writtenAt(messages.at(-1) ?? 0),
    }));
    const sorted = rows.toSorted((a, b) => Number(b.last_message_id) - Number(a.last_message_id));
    return this.oldestFirst ? sorted.toReversed() : sorted;
  }
}

describe('D-93: messages that no webhook told of', () => {
  let chats: Chats;
  beforeEach(() => {
    chats = new Chats();
    chats.write(1, 11, 12);
    chats.write(2, 21);
  });

  it('D-93: the first look finds what was written in the last ten minutes, and no older words', async () => {
    const sinceMs = NOW_MS - 600_000;
    assert.deepEqual(await chats.poll(), { highest: '21', seen: { 1: '12', 2: '21' }, sinceMs });
    assert.deepEqual(chats.looked, []);
    chats.write(1, 31);
    assert.deepEqual(await chats.poll(), { highest: '31', seen: { 1: '31', 2: '21' }, sinceMs });
    assert.deepEqual(chats.handedOn, ['1: 31']);
  });

  it('D-93: what is written after it is handed on, oldest first, from the conversations that moved', async () => {
    const mark = await chats.poll();
    chats.write(1, 31, 32);
    const next = await chats.poll(mark);
    assert.deepEqual(chats.handedOn, ['1: 31', '1: 32']);
    assert.deepEqual(chats.looked, ['1']);
    assert.deepEqual(next, { highest: '32', seen: { 1: '32', 2: '21' }, sinceMs: mark.sinceMs });
    await chats.poll(next);
    assert.equal(chats.handedOn.length, 2);
  });

  it('D-93: a conversation that began since is looked through from its beginning', async () => {
    const mark = await chats.poll();
    chats.write(3, 41, 42);
    await chats.poll(mark);
    assert.deepEqual(chats.handedOn, ['3: 41', '3: 42']);
  });

  it('D-93: ids are compared as numbers of any length', async () => {
    chats.today = 100;
    chats.write(1, 99);
    const mark = await chats.poll();
    chats.write(1, 100);
    await chats.poll(mark);
    assert.deepEqual(chats.handedOn, ['1: 100']);
  });

  it('D-93: one that cannot be read holds up no other and keeps its place', async () => {
    const mark = await chats.poll();
    chats.write(1, 31);
    chats.write(2, 32);
    chats.refuses = '1';
    const next = await chats.poll(mark);
    assert.deepEqual(chats.handedOn, ['2: 32']);
    assert.equal(chats.warned.length, 1);
    chats.refuses = undefined;
    await chats.poll(next);
    assert.deepEqual(chats.handedOn, ['2: 32', '1: 31']);
  });

  it('D-93: ten are looked into at a time, those that wait longest first; the others come next', async () => {
    chats.today = 200;
    for (let conversation = 100; conversation < 112; conversation += 1) chats.write(conversation, conversation);
    const mark = await chats.poll();
    for (let conversation = 100; conversation < 112; conversation += 1) chats.write(conversation, conversation + 100);
    const next = await chats.poll(mark);
    assert.deepEqual(chats.handedOn.length, 10);
    assert.equal(chats.handedOn[0], '100: 200');
    await chats.poll(next);
    assert.deepEqual(chats.handedOn.slice(10), ['110: 210', '111: 211']);
  });

  it('D-93: who goes on writing has their turn all the same', async () => {
    chats.today = 200;
    for (let conversation = 100; conversation < 112; conversation += 1) chats.write(conversation, conversation);
    let mark = await chats.poll();
    for (let conversation = 100; conversation < 112; conversation += 1) chats.write(conversation, conversation + 100);
    mark = await chats.poll(mark);
    for (let conversation = 100; conversation < 110; conversation += 1) chats.write(conversation, conversation + 200);
    chats.write(110, 410);
    chats.write(111, 411);
    await chats.poll(mark);
    assert.deepEqual(chats.handedOn.slice(10, 14), ['110: 210', '110: 410', '111: 211', '111: 411']);
  });

  it('D-93: a full page is followed by the next until nothing there is new', async () => {
    chats.today = 2_000;
    for (let conversation = 1_000; conversation < 1_150; conversation += 1) chats.write(conversation, conversation);
    const mark = await chats.poll();
    chats.write(1_000, 5_000);
    await chats.poll(mark);
    assert.deepEqual(chats.handedOn, ['1000: 5000']);
  });

  it('D-93: a long list with the oldest first is said to be of no use, and the mark stays', async () => {
    chats.today = 2_000;
    for (let conversation = 1_000; conversation < 1_400; conversation += 1) chats.write(conversation, conversation);
    const mark = await chats.poll();
    chats.oldestFirst = true;
    await assert.rejects(chats.poll(mark), /oldest conversations first/u);
  });
});
