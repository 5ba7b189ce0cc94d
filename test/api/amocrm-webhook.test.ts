import assert from 'node:assert/strict';
import { WEBHOOK_EVENTS } from '../../activities/amocrm/subscription.ts';
import { TemporalAway } from '../../api/temporal/calls.ts';
import { SECRET, startApp, type Answer, type StartedApp } from './start-app.ts';

const ACCOUNT = ['account[subdomain]=romashka', 'account[id]=31990001', 'account[_links][self]=https://romashka.amocrm.ru'];
/** As amoCRM writes it: brackets percent-encoded, spaces as plus. */
const form = (...fields: string[]): string =>
  [...ACCOUNT, ...fields]
    .map((field) => {
      const [key = '', value = ''] = field.split(/=(.*)/s);
      return `${encodeURIComponent(key)}=${encodeURIComponent(value).replaceAll('%20', '+')}`;
    })
    .join('&');

describe('amoCRM reports changes', () => {
  let app: StartedApp;
  const post = (raw: string, path = `/webhooks/amocrm/${SECRET}/`): Promise<Answer> =>
    app.send('POST', path, { raw, headers: { 'content-type': 'application/x-www-form-urlencoded' }, token: null });
  const changes = async (...fields: string[]): Promise<unknown[]> => {
    app.door.calls.length = 0;
    assert.equal((await post(form(...fields))).status, 200);
    assert.ok(app.door.calls.every(([name]) => name === 'crmChanged'));
    return app.door.calls.map(([, change]) => change);
  };

  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  it('D-63: a stage move tells the lead and who did it', async () => {
    const told = await changes(
      'leads[status][0][id]=42000001',
      'leads[status][0][status_id]=142',
      'leads[status][0][old_status_id]=70000003',
      'leads[status][0][modified_user_id]=9500002',
    );
    assert.deepEqual(told, [{ entity: { type: 'lead', id: 42000001 }, byUserId: 9500002 }]);
  });

  it('a robot or the API, user 0, is nobody', async () => {
    assert.deepEqual(await changes('leads[update][0][id]=42000001', 'leads[update][0][modified_user_id]=0'), [
      { entity: { type: 'lead', id: 42000001 } },
    ]);
  });

  for (const action of ['add', 'update', 'status', 'responsible', 'restore']) {
    it(`leads[${action}] is news of the lead`, async () => {
      assert.deepEqual(await changes(`leads[${action}][0][id]=5`), [{ entity: { type: 'lead', id: 5 } }]);
    });
  }

  it('D-63: a deleted lead is told as gone', async () => {
    const told = await changes('leads[delete][0][id]=5', 'leads[delete][0][status_id]=142', 'leads[delete][0][pipeline_id]=1');
    assert.deepEqual(told, [{ entity: { type: 'lead', id: 5 }, deleted: true }]);
  });

  it('a changed contact is told, a company is not', async () => {
    const told = await changes(
      'contacts[update][0][id]=53',
      'contacts[update][0][type]=contact',
      'contacts[update][0][linked_leads_id][42000001][ID]=42000001',
      'contacts[update][1][id]=54',
      'contacts[update][1][type]=company',
    );
    assert.deepEqual(told, [{ entity: { type: 'contact', id: 53 } }]);
    assert.doesNotMatch(app.log(), /cannot be read/);
  });

  it('D-43: a completed task is told with the lead or contact it hangs on', async () => {
    const task = (index: number, fields: Record<string, string>): string[] =>
      Object.entries(fields).map(([name, value]) => `task[update][${index}][${name}]=${value}`);
    const told = await changes(
      ...task(0, { id: '64', element_id: '42', element_type: '2', status: '1' }),
      ...task(1, { id: '65', element_id: '42', element_type: '2', status: '1', action_close: '1' }),
      ...task(2, { id: '66', element_id: '53', element_type: '1', action_close: '1' }),
      ...task(3, { id: '67', element_id: '42', element_type: '2', status: '0' }),
      ...task(4, { id: '68', element_id: '9', element_type: '3', status: '1' }),
    );
    assert.deepEqual(told, [
      { entity: { type: 'lead', id: 42 }, closedTaskIds: [64, 65] },
      { entity: { type: 'contact', id: 53 }, closedTaskIds: [66] },
    ]);
  });

  /** One body for each event that we subscribe to (facts/amocrm.md §8.4). */
  const BODIES = {
    add_lead: ['leads[add][0][id]=5'],
    update_lead: ['leads[update][0][id]=5'],
    status_lead: ['leads[status][0][id]=5', 'leads[status][0][old_status_id]=1'],
    responsible_lead: ['leads[responsible][0][id]=5', 'leads[responsible][0][old_responsible_user_id]=1'],
    delete_lead: ['leads[delete][0][id]=5'],
    restore_lead: ['leads[restore][0][id]=5'],
    add_unsorted: ['unsorted[add][0][uid]=a1', 'unsorted[add][0][lead_id]=5'],
    update_contact: ['contacts[update][0][id]=5', 'contacts[update][0][type]=contact'],
    update_task: ['task[update][0][id]=1', 'task[update][0][element_id]=5', 'task[update][0][element_type]=2', 'task[update][0][status]=1'],
  } as const satisfies Record<(typeof WEBHOOK_EVENTS)[number], readonly string[]>;

  for (const event of WEBHOOK_EVENTS)
    it(`D-92: ${event}, which we subscribe to, is told on`, async () => {
      const told = (await changes(...BODIES[event])) as { entity: { id: number } }[];
      assert.deepEqual(
        told.map(({ entity }) => entity.id),
        [5],
      );
    });

  it('D-53: our own write comes back with our user, or with nobody: it is told on, and judged by who changed the lead', async () => {
    const told = await changes('leads[update][0][id]=5', 'leads[update][0][modified_user_id]=9500010', 'leads[update][1][id]=6');
    assert.deepEqual(told, [{ entity: { type: 'lead', id: 5 }, byUserId: 9500010 }, { entity: { type: 'lead', id: 6 } }]);
  });

  it('a task one level deeper, as in the vendor’s own sample, is read too', async () => {
    const told = await changes(
      'task[update][0][0][id]=64',
      'task[update][0][0][element_id]=42',
      'task[update][0][0][element_type]=2',
      'task[update][0][0][status]=1',
    );
    assert.deepEqual(told, [{ entity: { type: 'lead', id: 42 }, closedTaskIds: [64] }]);
  });

  it('D-15: a new lead in «Неразобранное» is told', async () => {
    const told = await changes(
      'unsorted[add][0][uid]=a1',
      'unsorted[add][0][category]=sip',
      'unsorted[add][0][lead_id]=77',
      'unsorted[add][1][uid]=a2',
    );
    assert.deepEqual(told, [{ entity: { type: 'lead', id: 77 } }]);
  });

  it('several entities and actions in one body are each told once', async () => {
    const told = await changes(
      'leads[update][0][id]=1',
      'leads[status][0][id]=1',
      'leads[status][0][modified_user_id]=7',
      'leads[update][1][id]=2',
      'contacts[update][0][id]=53',
      'contacts[update][0][type]=contact',
      'task[update][0][id]=64',
      'task[update][0][element_id]=2',
      'task[update][0][element_type]=2',
      'task[update][0][status]=1',
    );
    assert.deepEqual(told, [
      { entity: { type: 'lead', id: 1 }, byUserId: 7 },
      { entity: { type: 'lead', id: 2 }, closedTaskIds: [64] },
      { entity: { type: 'contact', id: 53 } },
    ]);
  });

  it('a body of 300 leads with 40 fields each is read whole', async () => {
    const fields = Array.from({ length: 300 }, (_, lead) => [
      `leads[update][${lead}][id]=${lead + 1}`,
      ...Array.from({ length: 10 }, (__, field) => `leads[update][${lead}][custom_fields][${field}][values][0][value]=x`),
    ]).flat();
    assert.equal((await changes(...fields)).length, 300);
  });

  it('one element that cannot be read keeps no other from being told', async () => {
    assert.deepEqual(await changes('leads[update][0][id]=abc', 'leads[update][1][id]=2'), [{ entity: { type: 'lead', id: 2 } }]);
  });

  it('notes, messages and entities nobody knows are answered 200', async () => {
    const told = await changes(
      'leads[note][0][note][id]=86',
      'leads[note][0][note][element_id]=42',
      'message[add][0][id]=6f2b',
      'talk[update][0][talk_id]=117',
      'catalogs[add][0][id]=1',
    );
    assert.deepEqual(told, []);
  });

  it('another account is answered 200 and dropped', async () => {
    assert.equal((await post('account[id]=5&leads[update][0][id]=1')).status, 200);
    assert.deepEqual(app.door.calls, []);
    assert.match((await app.send('GET', '/metrics')).text, /source="amocrm",outcome="otherAccount"\} 1/);
  });

  it('a body without an account id, as old ones are, counts', async () => {
    assert.equal((await post('leads[update][0][id]=1&account[subdomain]=romashka')).status, 200);
    assert.equal(app.door.calls.length, 1);
  });

  it('the address works with and without the slash at its end', async () => {
    for (const path of [`/webhooks/amocrm/${SECRET}/`, `/webhooks/amocrm/${SECRET}`])
      assert.equal((await post(form('leads[add][0][id]=1'), path)).status, 200);
    assert.equal(app.door.calls.length, 2);
  });

  it('what is no form is 400', async () => {
    for (const raw of ['{"leads":{}}', '', 'hello', 'leads=5']) {
      const answer = await post(raw);
      assert.deepEqual([answer.status, answer.json['code']], [400, 'MALFORMED_BODY'], raw);
    }
  });

  it('a wrong secret is 404', async () => {
    assert.equal((await post(form('leads[add][0][id]=1'), '/webhooks/amocrm/guess/')).status, 404);
    assert.deepEqual(app.door.calls, []);
  });

  it('a body over 1 MB is 413', async () => {
    assert.equal((await post(form(`leads[add][0][name]=${'x'.repeat(1_100_000)}`))).status, 413);
  });

  it('D-92: while Temporal is away it is 503, so that amoCRM repeats it', async () => {
    app.door.failure = new TemporalAway('away');
    assert.equal((await post(form('leads[add][0][id]=1'))).status, 503);
  });
});
