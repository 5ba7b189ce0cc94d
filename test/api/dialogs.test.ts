import assert from 'node:assert/strict';
import { WorkflowNotFoundError } from '@temporalio/client';
import { dialogView } from '../../api/dialogs/view.schema.ts';
import { visibilityQuery } from '../../api/temporal/dialog-list.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { NOW_MS, startApp, type StartedApp } from './start-app.ts';

/** Every field that a dialog can show, filled. */
const VIEW: Required<DialogView> = {
  nowMs: 1,
  id: 'd-1',
  state: 'withManager',
  stateSinceMs: 8,
  stateBecause: 'менеджер написал',
  episode: 2,
  holder: { id: 7, name: 'Анна' },
  holdUntilMs: 2,
  openingUntilMs: 3,
  reason: 'clientAsked',
  handoffAtMs: 4,
  leadId: 42,
  stage: 'new',
  requestKind: 'newRequest',
  unanswered: { count: 1, sinceMs: 5, owedBy: 'manager' },
  nextAlarm: { atMs: 6, why: 'тишина' },
  contact: { phone: '79161234567', name: 'Анна', channel: 'whatsapp', conversationId: 7001 },
  card: {
    readAtMs: 7,
    contact: { id: 53, firstName: 'Анна', patronymic: 'Петровна', lastName: 'С', notes: ['VIP'], finalTouchHours: [[1, 2]] },
    leads: [
      {
        id: 42,
        stage: 'new',
        unsorted: true,
        createdAtMs: 1,
        personChangedAtMs: 2,
        untouched: false,
        leader: 'manager',
        responsibleId: 7,
        arrival: '2026-07-10',
        departure: '2026-07-20',
        programme: 'p',
        roomCategory: 'c',
        amountRub: 1,
        guests: 2,
      },
    ],
  },
  transcript: [
    {
      id: '9',
      role: 'client',
      atMs: 1,
      text: 'т',
      sentAtMs: 1,
      attachments: [{ kind: 'photo', url: 'u' }],
      quotes: 'q',
      seq: 1,
      ending: 'answered',
      by: 'Анна',
    },
  ],
  olderMessages: 0,
  alerts: [{ id: 'a', atMs: 1, about: 'b', text: 't' }],
  decisions: [{ atMs: 1, spec: 'D-40', text: 'передан' }],
  owed: [{ id: 'w', what: 'addNote', sinceMs: 1, tries: 0, inFlight: false }],
  unknownEffects: [{ id: 'e', what: 'send', text: 't', sinceMs: 1 }],
};

describe('somebody looks at the dialogs', () => {
  let app: StartedApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  const row = {
    key: 'k1',
    person: { name: 'Мария', phone: '+7 916 ***-**-67' },
    state: 'withBot',
    stage: 'new',
    reason: null,
    leadId: 42,
    managerId: null,
    waitingSinceMs: null,
    startedAtMs: 1,
  };

  it('the list shows keys and attributes, page by page', async () => {
    app.door.page = { dialogs: [row], nextPage: 'bmV4dA' };
    const answer = await app.send('GET', '/dialogs?pageSize=1');
    assert.deepEqual([answer.status, answer.json], [200, { dialogs: [{ ...row, waitingWorkingMinutes: null }], nextPage: 'bmV4dA' }]);
    await app.send('GET', '/dialogs?pageToken=bmV4dA');
    assert.deepEqual(app.door.calls, [
      ['list', { pageSize: 1 }],
      ['list', { pageSize: 50, pageToken: 'bmV4dA' }],
    ]);
  });

  it('D-44: how long a client waits is told in working minutes', async () => {
    app.door.page = { dialogs: [{ ...row, waitingSinceMs: NOW_MS - 150_000 }], nextPage: null };
    const { dialogs } = (await app.send('GET', '/dialogs')).json as { dialogs: { waitingWorkingMinutes: number }[] };
    assert.equal(dialogs[0]?.waitingWorkingMinutes, 2);
  });

  it('the list is filtered by state, stage, manager and waiting', async () => {
    await app.send('GET', `/dialogs?state=awaitingManager&stage=${encodeURIComponent('Новая заявка')}&manager=7&waiting=true`);
    assert.deepEqual(app.door.calls, [
      ['list', { state: 'awaitingManager', stage: 'Новая заявка', managerId: 7, waiting: true, pageSize: 50 }],
    ]);
  });

  it('a phone gives the key, whether or not there is a dialog', async () => {
    const answer = await app.send('GET', `/dialogs?phone=${encodeURIComponent('8 (916) 123-45-67')}`);
    assert.deepEqual([answer.status, answer.json], [200, { key: 'key-of-phone-4567', dialogs: [], nextPage: null }]);
    assert.deepEqual(app.door.calls, [['list', { contactKey: 'key-of-phone-4567', pageSize: 50 }]]);
    assert.doesNotMatch(app.log(), /916/);
  });

  for (const query of [
    'state=asleep',
    `stage=${encodeURIComponent("a' OR '1'='1")}`,
    'manager=anna',
    'waiting=maybe',
    'pageSize=0',
    'pageSize=1000',
    'pageToken=%21',
    'phone=none',
    'colour=red',
  ]) {
    it(`a query like ${query} is 400 and names its place`, async () => {
      const answer = await app.send('GET', `/dialogs?${query}`);
      assert.deepEqual([answer.status, answer.json['code']], [400, 'MALFORMED_QUERY']);
      assert.deepEqual(
        (answer.json['issues'] as { path: string }[]).map(({ path }) => path),
        [query.split('=')[0]],
      );
      assert.deepEqual(app.door.calls, []);
    });
  }

  it('one dialog shows what it says of itself, and the documentation knows every field', async () => {
    app.door.shown = VIEW;
    const answer = await app.send('GET', '/dialogs/k1');
    assert.deepEqual([answer.status, answer.json], [200, VIEW]);
    assert.deepEqual(dialogView.safeParse(answer.json).error?.issues ?? [], []);
  });

  it('an unknown dialog is 404', async () => {
    app.door.failure = new WorkflowNotFoundError('not found', 'dialog:k1', undefined);
    const answer = await app.send('GET', '/dialogs/k1');
    assert.deepEqual([answer.status, answer.json['code']], [404, 'UNKNOWN_DIALOG']);
  });

  it('the alerts are shown', async () => {
    app.door.raised = [{ id: 'a1', atMs: 1, about: 'channelDown', text: 'Канал не работает', contactKey: 'k1' }];
    assert.deepEqual((await app.send('GET', '/alerts')).json, { alerts: app.door.raised });
  });

  it('the visibility query holds every filter, and a quote ends no value', () => {
    assert.equal(visibilityQuery({ pageSize: 1 }), `WorkflowType = 'dialogWorkflow' AND ExecutionStatus = 'Running'`);
    assert.equal(
      visibilityQuery({ contactKey: 'k1', state: 'withBot', stage: `a'b`, leadId: 42, managerId: 7, waiting: true, pageSize: 1 }),
      `WorkflowType = 'dialogWorkflow' AND ExecutionStatus = 'Running' AND WorkflowId = 'dialog:k1' AND DialogState = 'withBot' AND DialogStage = 'a''b' AND DialogLeadId = 42 AND DialogManager = '7' AND DialogClientWaitingSince IS NOT NULL`,
    );
  });
});
