import assert from 'node:assert/strict';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { TemporalAway } from '../../api/temporal/calls.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { widgetToken } from '../support/widget-token.ts';
import { FamilyDoor } from '../support/family-door.ts';
import { NOW_MS, startApp, WIDGET, type StartedApp } from './start-app.ts';

const LEAD = 42000001;
const ANNA = 9500002;

const refusal = (type: string, message: string): Error =>
  new WorkflowUpdateFailedError('refused', ApplicationFailure.nonRetryable(message, type));

describe('the card of a lead is open', () => {
  let app: StartedApp;
  let door: FamilyDoor;
  beforeEach(async () => {
    door = new FamilyDoor();
    app = await startApp({ dialogWorkflows: door });
  });
  afterEach(() => app.close());

  const asks = async (path: string, body: unknown, userId = ANNA) =>
    app.send('POST', `/widget/${path}`, {
      token: null,
      body,
      headers: { 'x-auth-token': await widgetToken(WIDGET, { userId, nowMs: NOW_MS }) },
    });
  const opens = (opened = true) => asks('card', { leadId: LEAD, opened });
  const cardOf = async (answer: ReturnType<typeof asks>) => (await answer).json['card'] as Record<string, unknown>;

  it('D-55: its opening is told to every dialog on the lead, in the name of whom amoCRM’s token names', async () => {
    door.has({ k1: {}, k2: {} });
    assert.equal((await opens()).status, 200);
    assert.deepEqual(door.calls[0], ['list', { leadId: LEAD, pageSize: 20 }]);
    const told = { by: { id: ANNA, name: 'менеджер (amoCRM)' }, leadId: LEAD };
    assert.deepEqual(door.commands, [
      ['k1', 'cardOpened', told],
      ['k2', 'cardOpened', told],
    ]);
  });

  it('D-55: a look without an opening is no act', async () => {
    door.has({ k1: {} });
    assert.equal((await cardOf(opens(false)))['state'], 'withBot');
    assert.deepEqual(door.commands, []);
  });

  it('D-55: whoever is not responsible still sees the card', async () => {
    door.has({ k1: {} });
    door.refusals['k1'] = refusal('NOT_RESPONSIBLE', 'Открыл не ответственный за эту сделку: ничего не изменилось.');
    const answer = await opens();
    assert.deepEqual([answer.status, (answer.json['card'] as DialogView).state], [200, 'withBot']);
  });

  it('who may log in to Estafeta acts in the name they have there', async () => {
    door.has({ k1: {} });
    app.operators.given('manager', 'Анна');
    await asks('card', { leadId: LEAD, opened: true }, 9500001);
    assert.deepEqual(door.commands, [['k1', 'cardOpened', { by: { id: 9500001, name: 'Анна' }, leadId: LEAD }]]);
  });

  it('the body cannot say who acts', async () => {
    door.has({ k1: {} });
    assert.equal((await asks('take', { leadId: LEAD, key: 'k1', by: { id: 1, name: 'Ольга' } })).status, 400);
    assert.deepEqual(door.commands, []);
  });

  it('nobody has written on the lead', async () => {
    const card = await cardOf(opens());
    assert.deepEqual([card['state'], card['key'], card['others']], ['noDialog', null, 0]);
    assert.deepEqual(door.commands, []);
  });

  it('it waits for a person: since when and why, in words', async () => {
    door.has({ k1: { state: 'awaitingManager', reason: 'pet', handoffAtMs: 5 } });
    const card = await cardOf(opens(false));
    assert.deepEqual([card['state'], card['reason'], card['waitingSinceMs']], ['awaitingManager', 'питомец', 5]);
  });

  it('a manager has it: who, whether it is you, and until when', async () => {
    door.has({ k1: { state: 'withManager', holder: { id: ANNA, name: 'Анна' }, holdUntilMs: 9 } });
    assert.deepEqual((await cardOf(opens(false)))['holder'], { name: 'Анна', you: true });
    const other = await cardOf(asks('card', { leadId: LEAD, opened: false }, 9500003));
    assert.deepEqual([other['holder'], other['holdUntilMs']], [{ name: 'Анна', you: false }, 9]);
    door.has({ k1: { state: 'withManager', holder: {}, openingUntilMs: 7 } });
    const nobodys = await cardOf(opens(false));
    assert.deepEqual([nobodys['holder'], nobodys['openingUntilMs']], [{ name: 'менеджер (WhatsApp)', you: false }, 7]);
  });

  it('of a family’s dialogs the one that needs a person most is shown, with whose it is', async () => {
    door.has({ k1: { state: 'closed' }, k2: {}, k3: { state: 'withManager', holder: {} }, k4: { state: 'awaitingManager' } });
    const card = await cardOf(opens(false));
    assert.deepEqual([card['key'], card['whose'], card['others']], ['k4', 'Мария', 3]);
    door.has({ k1: {} });
    assert.equal((await cardOf(opens(false)))['whose'], null, 'one dialog needs no name');
  });

  it('«Взять» and «Вернуть боту» act on the dialog that was on the screen', async () => {
    door.has({ k1: {} });
    assert.equal((await asks('take', { leadId: LEAD, key: 'k1' })).status, 200);
    assert.equal((await asks('take', { leadId: LEAD, key: 'k1', force: true })).status, 200);
    assert.equal((await asks('release', { leadId: LEAD, key: 'k1' })).status, 200);
    const by = { id: ANNA, name: 'менеджер (amoCRM)' };
    assert.deepEqual(door.commands, [
      ['k1', 'take', { by }],
      ['k1', 'take', { by, force: true }],
      ['k1', 'release', { by }],
    ]);
    assert.deepEqual(door.calls.find(([name]) => name === 'list')?.[1], { leadId: LEAD, contactKey: 'k1', pageSize: 1 });
  });

  it('a dialog that is not on this lead is not acted upon', async () => {
    const answer = await asks('take', { leadId: LEAD, key: 'k9' });
    assert.deepEqual([answer.status, answer.json['code']], [404, 'UNKNOWN_DIALOG']);
    assert.deepEqual(door.commands, []);
  });

  it('D-54: a colleague has it: refused with their name, and nothing is done', async () => {
    door.has({ k1: {} });
    door.refusals['k1'] = refusal('ALREADY_TAKEN', 'Диалог уже ведёт Анна. Чтобы забрать его, подтвердите ещё раз.');
    const answer = await asks('take', { leadId: LEAD, key: 'k1' });
    assert.deepEqual([answer.status, answer.json['code']], [409, 'ALREADY_TAKEN']);
    assert.match(String(answer.json['detail']), /уже ведёт Анна/u);
  });

  it('while Temporal is away it says so', async () => {
    door.failure = new TemporalAway('away');
    assert.equal((await opens()).status, 503);
  });

  it('an open card looks on without a token, and a dialog that did not move is not asked', async () => {
    door.has({ k1: {} });
    const { json } = await opens(false);
    door.calls.length = 0;
    const looks = () =>
      app.send('POST', '/widget/look', {
        token: null,
        body: { mark: json['mark'] },
        headers: { 'x-widget-pass': String(json['pass']) },
      });
    assert.deepEqual((await looks()).json, { card: null, mark: json['mark'] });
    assert.deepEqual(
      door.calls.map(([name]) => name),
      ['list', 'mark'],
    );
    door.has({ k1: { state: 'awaitingManager' } });
    const moved = (await looks()).json;
    assert.equal((moved['card'] as DialogView).state, 'awaitingManager');
    assert.notEqual(moved['mark'], json['mark']);
    assert.deepEqual(door.commands, []);
  });
});
