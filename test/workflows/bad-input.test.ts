import assert from 'node:assert/strict';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import {
  cardOpenedUpdate,
  clientWroteSignal,
  holdUpdate,
  leadChangedSignal,
  managerReleasedSignal,
  managerTookSignal,
  managerWroteSignal,
  messageFailedSignal,
  releaseUpdate,
  sayUpdate,
  settleUpdate,
  takeUpdate,
} from '../../workflows/dialog/messages.ts';
import { aContact, aLead } from '../support/builders.ts';
import { alwaysOpen, devScene, type DevScene } from '../support/dev-scene.ts';
import { eventually } from '../support/environment.ts';
import { ANNA, LEAD_ID, type Guest } from '../support/guest.ts';

const MEGABYTE = 'Ю'.repeat(500_000);
/** What no signal and no command is made of. */
const NONSENSE: readonly unknown[] = [null, 'text', 42, true, [], {}, { messageId: 7 }, { by: 'Анна' }, [{ messageId: '1' }], MEGABYTE];

const good = { messageId: 'm', text: 'Здравствуйте', sentAtMs: 1, attachments: [], contact: aContact() };
const SIGNALS = [
  {
    signal: clientWroteSignal,
    wrong: [
      { ...good, sentAtMs: 'вчера' },
      { ...good, contact: null },
      { ...good, text: MEGABYTE },
    ],
  },
  { signal: clientWroteSignal, wrong: [{ ...good, attachments: Array.from({ length: 20_000 }, () => ({ kind: 'photo', url: 'u' })) }] },
  {
    signal: managerWroteSignal,
    wrong: [
      { ...good, bulk: 'да' },
      { ...good, messageId: '', bulk: false },
    ],
  },
  {
    signal: managerTookSignal,
    wrong: [
      { actId: 'a', by: ANNA, via: 'mind' },
      { actId: 'a', by: { id: '7' }, via: 'field' },
    ],
  },
  { signal: managerReleasedSignal, wrong: [{ actId: 'a', by: null, via: 'field', leadId: LEAD_ID }] },
  { signal: messageFailedSignal, wrong: [{ messageId: 'm', why: MEGABYTE }, { messageId: 'm' }] },
  {
    signal: leadChangedSignal,
    wrong: [
      { changeId: 'c', leadId: '1' },
      { changeId: 'c', leadId: LEAD_ID, lead: { ...aLead({ id: LEAD_ID, stage: 'new' }), stage: 'paradise' } },
      { changeId: 'c', leadId: LEAD_ID, lead: { ...aLead({ id: LEAD_ID, stage: 'new' }), responsibleId: 'Анна' } },
      { changeId: 'c', leadId: LEAD_ID, lead: { id: LEAD_ID, stage: 'new' } },
    ],
  },
] as const;
const COMMANDS = [
  { update: takeUpdate, wrong: [{ by: ANNA, force: 'yes' }] },
  { update: releaseUpdate, wrong: [{ by: { id: 1.5 } }] },
  {
    update: holdUpdate,
    wrong: [
      { by: ANNA, untilMs: '15:00' },
      { by: ANNA, untilMs: null },
    ],
  },
  {
    update: sayUpdate,
    wrong: [
      { by: ANNA, text: 7 },
      { by: ANNA, text: MEGABYTE },
    ],
  },
  { update: cardOpenedUpdate, wrong: [{ by: ANNA, leadId: 'x' }] },
  {
    update: settleUpdate,
    wrong: [
      { by: ANNA, effectId: 'e', happened: 'maybe' },
      { by: ANNA, effectId: '', happened: true },
    ],
  },
] as const;

describe('what does not fit', function () {
  this.timeout(60_000);
  let scene: DevScene;
  before(async () => (scene = await devScene()));
  after(() => scene.stop());

  async function inConversation(): Promise<Guest> {
    const guest = scene.guest({ policy: alwaysOpen({ durations: { quietMs: 0 } }) });
    await guest.says('Здравствуйте');
    await eventually('the first answer', () => guest.sent.length === 1);
    return guest;
  }

  /** It answers as if nothing had been, and nothing else is in it. */
  async function goesOn(guest: Guest): Promise<void> {
    await guest.says('Есть ли бассейн?');
    await eventually('the next answer', () => guest.sent.length === 2);
    const { transcript, state } = await guest.view();
    assert.deepEqual(
      transcript.map(({ role }) => role),
      ['client', 'bot', 'client', ...(transcript.length === 4 ? ['bot'] : [])],
    );
    assert.equal(state, 'withBot');
  }

  it('is dropped where a signal brings it, and the dialog goes on', async () => {
    const guest = await inConversation();
    for (const { signal, wrong } of SIGNALS) {
      for (const payload of [...NONSENSE, ...wrong]) await guest.handle.signal(signal.name, payload);
      await guest.handle.signal(signal.name);
    }
    await goesOn(guest);
  });

  it('opens no episode where it is the first that comes', async () => {
    const guest = scene.guest({ policy: alwaysOpen({ durations: { quietMs: 0 } }) });
    await guest.startOrSignal(clientWroteSignal, null);
    await eventually('the dialog', async () => (await guest.view()).state === 'closed');
    await guest.says('Здравствуйте');
    await eventually('the answer', () => guest.sent.length === 1);
  });

  it('is refused as MALFORMED where a command brings it', async () => {
    const guest = await inConversation();
    for (const { update, wrong } of COMMANDS)
      for (const payload of [...NONSENSE.filter((nonsense) => nonsense !== MEGABYTE), ...wrong])
        await assert.rejects(guest.handle.executeUpdate(update.name, { args: [payload] }), (error) => {
          assert.ok(error instanceof WorkflowUpdateFailedError, String(error));
          assert.equal(error.cause instanceof Error && 'type' in error.cause && error.cause.type, 'MALFORMED');
          return true;
        });
    await goesOn(guest);
  });

  it('is a name that nobody knows: nothing happens, the dialog goes on', async () => {
    const guest = await inConversation();
    await guest.handle.signal('clientSang', good);
    await assert.rejects(guest.handle.executeUpdate('dance', { args: [{ by: ANNA }] }), WorkflowUpdateFailedError);
    await assert.rejects(guest.handle.query('mood'));
    await goesOn(guest);
  });

  it('cannot pass for another kind of event by a field `type` of its own', async () => {
    const guest = await inConversation();
    await guest.handle.signal(clientWroteSignal.name, { ...good, messageId: '77', text: 'Есть ли бассейн?', type: 'cancelRequested' });
    await eventually('the answer', () => guest.sent.length === 2);
    await guest.handle.executeUpdate(takeUpdate.name, { args: [{ by: ANNA, type: 'cancelRequested' }] });
    assert.equal((await guest.view()).state, 'withManager');
  });

  it('is a message of a hundred attachments: it is taken in and shortened', async () => {
    const guest = await inConversation();
    const attachments = Array.from({ length: 100 }, (_, index) => ({ kind: 'other' as const, url: `https://files.example/${index}` }));
    await guest.says('Вот фотографии', { attachments });
    await eventually('the answer', () => guest.sent.length === 2);
    assert.equal(guest.asked[1]?.messages.find(({ text }) => text === 'Вот фотографии')?.attachments.length, 10);
  });
});
