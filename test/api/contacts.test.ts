import assert from 'node:assert/strict';
import { CrmAway } from '../../api/dialog-workflows.ts';
import { startApp, type StartedApp } from './start-app.ts';

describe('a manager looks for a guest by name', () => {
  let app: StartedApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  const search = (name: string) => app.send('GET', `/contacts?name=${encodeURIComponent(name)}`);

  it('amoCRM knows who it is, the list knows who of them has a dialog', async () => {
    app.door.found = [
      { contactKey: 'k1', name: 'Мария Иванова', phone: '+7 916 ***-**-67' },
      { contactKey: 'k2', name: 'Мария Петрова' },
    ];
    app.door.page = {
      dialogs: [
        {
          key: 'k2',
          person: null,
          state: null,
          stage: null,
          reason: null,
          leadId: null,
          managerId: null,
          waitingSinceMs: null,
          startedAtMs: null,
        },
      ],
      nextPage: null,
    };
    const answer = await search(' Мария ');
    assert.deepEqual(answer.json['contacts'], [
      { key: 'k1', name: 'Мария Иванова', phone: '+7 916 ***-**-67', hasDialog: false },
      { key: 'k2', name: 'Мария Петрова', hasDialog: true },
    ]);
    assert.deepEqual(app.door.calls, [
      ['findContacts', 'Мария'],
      ['list', { contactKeys: ['k1', 'k2'], pageSize: 2 }],
    ]);
    assert.doesNotMatch(app.log(), /Мария/u);
  });

  it('where nobody is found the list is not asked', async () => {
    assert.deepEqual([(await search('Никто')).json['contacts'], app.door.calls.length], [[], 1]);
  });

  it('one letter is no name', async () => {
    assert.deepEqual([(await search('М')).status, app.door.calls], [400, []]);
  });

  it('amoCRM’s silence is told in words', async () => {
    app.door.failure = new CrmAway('late');
    const answer = await search('Мария');
    assert.deepEqual([answer.status, answer.json['code']], [503, 'CRM_AWAY']);
    assert.match(String(answer.json['detail']), /по телефону/u);
  });
});
