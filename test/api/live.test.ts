import assert from 'node:assert/strict';
import { TemporalAway } from '../../api/temporal/calls.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { aRow } from '../support/dialog-seen.ts';
import { eventually } from '../support/environment.ts';
import { NOW_MS, startApp, type StartedApp } from './start-app.ts';

interface Told {
  event: string;
  data: Record<string, unknown>;
}

describe('somebody looks on while dialogs change', () => {
  let app: StartedApp;
  let leaving: AbortController;
  beforeEach(async () => {
    app = await startApp();
    leaving = new AbortController();
  });
  afterEach(async () => {
    leaving.abort();
    await app.close();
  });

  /** What the stream has told so far. */
  const listenTo = async (path: string, token = 'token-of-the-api'): Promise<{ told: Told[]; over: Promise<void> }> => {
    const response = await fetch(app.url + path, { headers: { authorization: `Bearer ${token}` }, signal: leaving.signal });
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const told: Told[] = [];
    const read = async (): Promise<void> => {
      let text = '';
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk;
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) {
          const [, event = '', data = 'null'] = /^event: (.*)\ndata: (.*)$/u.exec(part) ?? [];
          if (event !== '') told.push({ event, data: JSON.parse(data) as Record<string, unknown> });
        }
      }
    };
    return { told, over: read().catch(() => undefined) };
  };
  const timesAsked = (what: string): number => app.door.calls.filter(([name]) => name === what).length;

  it('the list comes at once, and again when it differs', async () => {
    app.door.page = { dialogs: [aRow('k1')], nextPage: null };
    const { told } = await listenTo('/live/dialogs');
    await eventually('the first answer', () => told.length === 1);
    await eventually('a second look', () => timesAsked('list') >= 4);
    assert.equal(told.length, 1, 'nothing new, nothing told');
    app.door.page = { dialogs: [aRow('k1'), aRow('k2')], nextPage: null };
    await eventually('the second answer', () => told.length === 2);
    assert.equal(timesAsked('view'), 0, 'no dialog was asked');
  });

  it('whom nobody has taken comes first, then who waits longest', async () => {
    app.door.page = {
      dialogs: [
        aRow('late', { state: 'awaitingManager', waitingSinceMs: NOW_MS - 60_000 }),
        aRow('taken', { state: 'withManager', waitingSinceMs: NOW_MS - 900_000 }),
        aRow('early', { state: 'awaitingManager', waitingSinceMs: NOW_MS - 600_000 }),
      ],
      nextPage: null,
    };
    const { told } = await listenTo('/live/dialogs');
    await eventually('the first answer', () => told.length === 1);
    assert.deepEqual(
      ((told[0]?.data['waiting'] ?? []) as { key: string; waitingWorkingMinutes: number }[]).map(({ key, waitingWorkingMinutes }) => [
        key,
        waitingWorkingMinutes,
      ]),
      [
        ['early', 10],
        ['late', 1],
        ['taken', 15],
      ],
    );
  });

  it('an open dialog is asked only when it has moved', async () => {
    app.door.shown = { state: 'withBot' } as DialogView;
    const { told } = await listenTo('/live/dialogs/k1');
    await eventually('a third look', () => timesAsked('mark') >= 3);
    assert.deepEqual([told.length, timesAsked('view')], [1, 1]);
    app.door.shown = { state: 'withManager' } as DialogView;
    app.door.markNow = 'run-1 14';
    await eventually('the second answer', () => told.length === 2);
    assert.deepEqual([timesAsked('view'), told[1]?.data['view'], told[1]?.data['runId']], [2, { state: 'withManager' }, 'run-1']);
  });

  it('two who look at the same cost no more than one', async () => {
    app.door.shown = { state: 'withBot' } as DialogView;
    const one = await listenTo('/live/dialogs/k1');
    const two = await listenTo('/live/dialogs/k1');
    await eventually('both to be told', () => one.told.length === 1 && two.told.length === 1);
    assert.equal(timesAsked('view'), 1);
  });

  it('when everybody has left nothing is looked at any more', async () => {
    app.door.shown = { state: 'withBot' } as DialogView;
    const { told, over } = await listenTo('/live/dialogs/k1');
    await eventually('the first answer', () => told.length === 1);
    leaving.abort();
    await over;
    leaving = new AbortController();
    const before = timesAsked('mark');
    const other = await listenTo('/live/dialogs'); // its looks are the clock here
    await eventually('three looks at the list', () => timesAsked('list') >= 6);
    assert.ok(timesAsked('mark') <= before + 1, 'one look may have been under way');
    assert.ok(other.told.length > 0);
  });

  it('a trouble is told in words, and its end too', async () => {
    app.door.failure = new TemporalAway('gone');
    const { told } = await listenTo('/live/dialogs');
    await eventually('the trouble', () => told[0]?.event === 'trouble' && told[0].data['code'] === 'TEMPORAL_AWAY');
    app.door.failure = undefined;
    await eventually('its end', () => told.at(-1)?.event === 'told');
  });

  it('the stream ends when the token of who looks is revoked', async () => {
    const token = app.operators.given('viewer', 'Анна');
    const { over } = await listenTo('/live/dialogs', token);
    await app.operators.revoke('id-1');
    await over;
  });
});
