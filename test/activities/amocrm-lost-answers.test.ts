import assert from 'node:assert/strict';
import type { AmocrmActivities } from '../../activities/amocrm/contract.ts';
import { AmocrmError } from '../../activities/amocrm/errors.ts';
import { contactKeyOf, givenAmocrm, guest, stopAmocrm, stranger, withoutPhone } from './amocrm-setup.ts';
import type { Amocrm } from './amocrm-setup.ts';
import { asActivity } from './running.ts';

type Write = (activities: AmocrmActivities, repeat: boolean) => Promise<unknown>;

const task = { kind: 'whatsapp', text: 'Жалоба', dueAtMs: 1_795_000_000_000, marker: 'd1-h7' } as const;
/** What each write asks of amoCRM, and how many of its requests change something there. */
const WRITES: readonly [what: string, requests: number, write: Write][] = [
  ['a task', 1, (amocrm, repeat) => amocrm.createTask({ ...task, subject: { leadId: 42000004 }, contact: guest(5), repeat })],
  [
    'a task and the contact it stands on',
    2,
    (amocrm, repeat) => amocrm.createTask({ ...task, subject: { contactId: null }, contact: stranger, repeat }),
  ],
  [
    'a note',
    1,
    (amocrm, repeat) => amocrm.addNote({ subject: { leadId: 42000008 }, text: 'Отзыв', marker: 'd1-w9', contact: guest(9), repeat }),
  ],
  ['a move', 1, (amocrm) => amocrm.moveLead({ leadId: 42000002, from: 'new', to: 'consulted' })],
  ['a move out of «Неразобранное»', 2, (amocrm) => amocrm.moveLead({ leadId: 42000017, from: 'new', to: 'consulted' })],
  [
    'booking parameters',
    1,
    (amocrm, repeat) => amocrm.writeBooking({ leadId: 42000002, fields: { guests: 2 }, ours: {}, ...(repeat ? { repeat } : {}) }),
  ],
  [
    '«Ведёт диалог»',
    1,
    (amocrm) => amocrm.setLeader({ leadId: 42000002, leader: 'awaiting', contactKey: contactKeyOf({ phone: guest(3).phone ?? '' }) }),
  ],
  ['a lead and its contact', 2, (amocrm) => amocrm.ensureLead({ contact: stranger, create: true, marker: 'd1-w1', notLeadIds: [] })],
  [
    'a lead, its contact and the note of who that is',
    3,
    (amocrm) => amocrm.ensureLead({ contact: withoutPhone, create: true, marker: 'd1-w1', notLeadIds: [] }),
  ],
];

/** What people see, without the moments and numbers of the single things. */
async function world(crm: Amocrm): Promise<unknown> {
  const { leads, contacts, tasks, notes } = await crm.see();
  return {
    leads: leads.map(({ name, stage, fields, tags, price }) => ({ name, stage, fields, tags, price })),
    contacts: contacts.map(({ name, fields }) => ({ name, fields })),
    tasks: tasks.map(({ text, on, type }) => ({ text, on, type })),
    notes: notes.map(({ on, text }) => ({ on, text })),
  };
}

describe('amoCRM’s answer to a write is lost', () => {
  afterEach(stopAmocrm);

  for (const [what, requests, write] of WRITES)
    for (let nth = 1; nth <= requests; nth += 1)
      it(`D-91: ${what}, request ${nth} of ${requests}: the next try leaves amoCRM as one good try does`, async () => {
        const calm = await givenAmocrm();
        await write(calm.activities, false);
        assert.equal((await calm.writes()).length, requests);

        const crm = await givenAmocrm();
        // A contact that was made just now is not found by the search yet.
        await crm.sim('/settings', { search_lag_seconds: 4 });
        const writing = (method: string) => ({ method, kind: 'lost', every: nth, times: 1 });
        const isPatch = (await calm.writes()).every((line) => line.startsWith('PATCH'));
        await crm.sim('/faults', { faults: [writing(isPatch ? 'PATCH' : 'POST')] });
        await assert.rejects(write(crm.activities, false), (error) => error instanceof AmocrmError && error.code === 'AMOCRM_UNAVAILABLE');
        await asActivity({ attempt: 2 }, () => write(crm.activities, true));
        assert.deepEqual(await world(crm), await world(calm));
      });
});
