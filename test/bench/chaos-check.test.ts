import { deepEqual, equal, match } from 'node:assert/strict';
import { check, type Finding } from '../../bench/chaos/check/check.ts';
import type { Evidence, GuestEvidence } from '../../bench/chaos/check/evidence.ts';
import { aGuest, evidenceOf, HANDOFF_TEXT, sec } from './chaos-evidence.ts';

/** Journals that tell of one wrong each: the checker of `npm run chaos` must find that and nothing else. */
describe('the checker of the chaos finds', () => {
  const foundIn = (evidence: Evidence): readonly Finding[] => check(evidence).findings;

  function findsOnly(kind: Finding['kind'], what: RegExp, doctor: (guest: GuestEvidence) => GuestEvidence): void {
    const findings = foundIn(evidenceOf(doctor(aGuest())));
    deepEqual([...new Set(findings.map((finding) => finding.kind))], [kind]);
    match(findings.map((finding) => finding.what).join('\n'), what);
  }

  const withCrm = (guest: GuestEvidence, crm: Partial<GuestEvidence['crm']>): GuestEvidence => ({
    ...guest,
    crm: { ...guest.crm, ...crm },
  });
  const withDialog = (guest: GuestEvidence, dialog: Partial<NonNullable<GuestEvidence['dialog']>>): GuestEvidence => {
    if (guest.dialog === undefined) throw new Error('The example has a dialog');
    return { ...guest, dialog: { ...guest.dialog, ...dialog } };
  };
  const sent = (guest: GuestEvidence, id: string, text: string, atMs: number, decidedAtMs = atMs - 50): GuestEvidence => ({
    ...guest,
    sends: [...guest.sends, { id, text, atMs, decidedAtMs, leftAtMs: atMs - 10, answered: true }],
  });
  const known = (guest: GuestEvidence, id: string, text: string, atMs: number): GuestEvidence =>
    withDialog(guest, { transcript: [...(guest.dialog?.transcript ?? []), { id, role: 'bot', atMs, text }] });

  it('nothing where all is well', () => {
    deepEqual(foundIn(evidenceOf(aGuest())), []);
  });

  it('D-90: a message that nobody answered, though its dialog believes so', () => {
    findsOnly('lost', /«Вы тут\?» ended in nothing/u, (guest) => ({
      ...guest,
      turns: guest.turns.filter(({ messageIds }) => !messageIds.includes('6')),
    }));
  });

  it('D-51: nothing where a person’s words stood in the chat after it, though they were asked for before', () => {
    const guest = aGuest();
    deepEqual(
      foundIn(
        evidenceOf({
          ...guest,
          turns: guest.turns.filter(({ messageIds }) => !messageIds.includes('6')),
          asked: {
            ...guest.asked,
            acts: [...guest.asked.acts, { what: 'say', text: 'Слушаю вас.', begunAtMs: sec(5.8), doneAtMs: sec(5.9) }],
          },
          chat: [...guest.chat, { id: '10', income: false, author: 'api', text: 'Слушаю вас.', atMs: sec(6.2) }],
          sends: [
            ...guest.sends,
            { id: '10', text: 'Слушаю вас.', atMs: sec(6.2), decidedAtMs: sec(6), leftAtMs: sec(6.1), answered: true },
          ],
          dialog: guest.dialog && {
            ...guest.dialog,
            transcript: [...guest.dialog.transcript, { id: '10', role: 'manager', atMs: sec(6.3), text: 'Слушаю вас.' }],
          },
        }),
      ),
      [],
    );
  });

  it('D-90: an answer that Pact never got', () => {
    findsOnly('lost', /«Ссылку, пожалуйста» ended in nothing/u, (guest) => ({
      ...guest,
      sends: guest.sends.filter(({ id }) => id !== '4'),
      asked: { ...guest.asked, acts: [] },
    }));
  });

  it('D-90: a message that its dialog does not know', () => {
    findsOnly('lost', /«Вы тут\?» stands 0 times/u, (guest) =>
      withDialog(guest, { transcript: guest.dialog?.transcript.filter(({ id }) => id !== '6') ?? [] }),
    );
  });

  it('D-90: a message that Pact was never told', () => {
    findsOnly('lost', /5 messages written, 4 in Pact/u, (guest) => ({
      ...guest,
      asked: { ...guest.asked, written: [...guest.asked.written, { text: 'Ау', atMs: sec(12) }] },
    }));
  });

  it('D-90: an answer that the bot still owes', () => {
    findsOnly('lost', /still owes an answer to 2/u, (guest) => withDialog(guest, { unanswered: { count: 2, owedBy: 'bot' } }));
  });

  it('D-91: a message that was sent twice', () => {
    findsOnly('doubled', /the dialog knows it 0 times/u, (guest) => sent(guest, '70', 'Есть парковка.', sec(2.5)));
  });

  it('D-91: a text that was decided twice', () => {
    findsOnly('doubled', /was sent 2 times/u, (guest) =>
      known(sent(guest, '70', 'Есть парковка.', sec(2.5)), '70', 'Есть парковка.', sec(2.5)),
    );
  });

  it('D-40: two handoff texts for one task', () => {
    findsOnly('doubled', /Передаю[^]*was sent 2 times/u, (guest) =>
      known(sent(guest, '70', HANDOFF_TEXT, sec(11)), '70', HANDOFF_TEXT, sec(11)),
    );
  });

  it('D-91: nothing in a message of unknown fate that people see', () => {
    const guest = withDialog(sent(aGuest(), '70', 'Ещё минуту.', sec(8.5)), { unknown: [{ what: 'send', text: 'Ещё минуту.' }] });
    const { findings, counts } = check(evidenceOf(guest));
    deepEqual(findings, []);
    equal(counts['messages of unknown fate, shown to people'], 1);
  });

  it('D-91: a task, a note, a lead, a contact and a stage move twice', () => {
    findsOnly('doubled', /2 tasks with the marker/u, (guest) =>
      withCrm(guest, { tasks: [...guest.crm.tasks, ...guest.crm.tasks.map((task) => ({ ...task, id: 65 }))] }),
    );
    findsOnly('doubled', /2 notes with the marker/u, (guest) => withCrm(guest, { notes: [...guest.crm.notes, ...guest.crm.notes] }));
    findsOnly('doubled', /2 leads for one guest/u, (guest) =>
      withCrm(guest, { leads: [...guest.crm.leads, { id: 43, stage: 'Новая заявка', leader: null }] }),
    );
    findsOnly('doubled', /2 contacts for one guest/u, (guest) => withCrm(guest, { contactIds: [53, 54] }));
    const twice = aGuest();
    const [move] = twice.crm.writes;
    const findings = foundIn(evidenceOf(withCrm(twice, { writes: [...(move ? [move] : []), ...twice.crm.writes] })));
    match(findings.map(({ what }) => what).join('\n'), /was moved 2 times/u);
  });

  it('D-50: a message of the bot after a take by words, by the API and by the field', () => {
    const late = (guest: GuestEvidence): GuestEvidence => known(sent(guest, '70', 'И ещё.', sec(6.5)), '70', 'И ещё.', sec(6.5));
    findsOnly('after a take', /«И ещё\.» left 1290 ms after a take \(words\)/u, late);
    const takenBy = (guest: GuestEvidence, act: object): GuestEvidence => ({
      ...guest,
      asked: { ...guest.asked, acts: [{ what: 'take', begunAtMs: sec(5.9), doneAtMs: sec(6), ...act }, ...guest.asked.acts] },
    });
    findsOnly('after a take', /\(take\)/u, (guest) => late(takenBy(guest, {})));
    findsOnly('after a take', /\(fieldManager\)/u, (guest) => late(takenBy(guest, { what: 'fieldManager', seenAtMs: sec(6.2) })));
  });

  it('D-50: one that had been given out before the take, and left long after it', () => {
    findsOnly('after a take', /left 1590 ms after a take/u, (guest) =>
      known(sent(guest, '70', 'И ещё.', sec(6.8), sec(5.1)), '70', 'И ещё.', sec(6.8)),
    );
  });

  it('D-50: nothing in one that was on its way', () => {
    const { findings, counts } = check(evidenceOf(known(sent(aGuest(), '70', 'И ещё.', sec(5.3), sec(5.1)), '70', 'И ещё.', sec(5.3))));
    deepEqual(findings, []);
    equal(counts['messages on their way at a take'], 1);
  });

  it('D-16: writes that are owed, lost, out of order or over a stage', () => {
    findsOnly('owed', /still owed after 3 tries: addNote/u, (guest) => withDialog(guest, { owed: [{ what: 'addNote', tries: 3 }] }));
    findsOnly('owed', /the task ab\.cd-h12 was written and is not there/u, (guest) =>
      withCrm(guest, { writes: [...guest.crm.writes, { atMs: sec(11), what: 'task', on: 'leads/42', marker: 'ab.cd-h12' }] }),
    );
    findsOnly('owed', /write 5 was done after write 9/u, (guest) =>
      withCrm(guest, { writes: guest.crm.writes.toReversed().toSorted(movesFirst) }),
    );
    findsOnly('owed', /moved from «Новая заявка» to «Предварительная бронь»/u, (guest) =>
      withCrm(guest, { writes: guest.crm.writes.filter(({ stage }) => stage !== 'Проведена консультация') }),
    );
    findsOnly('owed', /moved from «Предварительная бронь» to «Проведена консультация»/u, (guest) =>
      withCrm(guest, { writes: guest.crm.writes.toReversed().filter(({ what }) => what === 'move') }),
    );
  });

  it('D-53: a card that says somebody else leads, and a task that is not on the lead', () => {
    findsOnly('owed', /the dialog is awaitingManager, and the card says «Бот»/u, (guest) =>
      withCrm(guest, { leads: guest.crm.leads.map((lead) => ({ ...lead, leader: 'Бот' })) }),
    );
    findsOnly('owed', /a task «WhatsApp» on contacts\/53/u, (guest) =>
      withCrm(guest, { tasks: guest.crm.tasks.map((task) => ({ ...task, on: 'contacts/53' })) }),
    );
  });

  describe('D-93: a message that no webhook told of', () => {
    const dropped = (knownAtMs: number, more: Partial<Evidence> = {}): readonly Finding[] => {
      const guest = aGuest();
      const transcript = (guest.dialog?.transcript ?? []).map((one) => (one.id === '6' ? { ...one, atMs: knownAtMs } : one));
      const evidence = evidenceOf(withDialog(guest, { transcript }));
      const polls = [6.5, 11.5, 16.5].map((at) => ({ atMs: sec(at), untilMs: sec(at + 0.5), answered: true }));
      return foundIn({
        ...evidence,
        told: evidence.told.map((one) => (one.messageId === '6' ? { ...one, outcome: 'dropped' } : one)),
        polls: { pact: polls, amocrm: polls },
        ...more,
      });
    };

    it('in its dialog by the second poll', () => {
      deepEqual(dropped(sec(12.5)), []);
    });

    it('later', () => {
      deepEqual(
        dropped(sec(16.9)).map(({ kind }) => kind),
        ['not restored'],
      );
    });

    it('later, where a poll could not run', () => {
      deepEqual(dropped(sec(16.9), { outages: [{ name: 'worker killed', kind: 'down', fromMs: sec(11), untilMs: sec(12) }] }), []);
    });

    it('a field that was never followed, where amoCRM could be polled twice', () => {
      const polls = [13, 18].map((at) => ({ atMs: sec(at), untilMs: sec(at + 0.5), answered: true }));
      const guest = aGuest();
      const act = { what: 'fieldBot' as const, begunAtMs: sec(12), doneAtMs: sec(12) };
      const acted = { ...guest, asked: { ...guest.asked, acts: [...guest.asked.acts, act] } };
      const found = (amocrm: typeof polls): string[] =>
        foundIn({ ...evidenceOf(acted), polls: { pact: [], amocrm } }).map(({ kind, what }) => `${kind}: ${what}`);
      deepEqual(found(polls), ['not restored: fieldBot: not followed']);
      deepEqual(found(polls.slice(1)), []);
    });
  });
});

/** Moves keep their order; what has a marker stands the other way round. */
const movesFirst = (one: { what: string; stage?: string }, other: { what: string; stage?: string }): number => {
  const place = ({ what, stage }: { what: string; stage?: string }): number =>
    what === 'move' ? (stage === 'Проведена консультация' ? 0 : 1) : 2;
  return place(one) - place(other);
};
