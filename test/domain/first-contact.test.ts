import assert from 'node:assert/strict';
import type { Effect } from '../../domain/dialog/effects.ts';
import type { FirstContact } from '../../domain/dialog/events.ts';
import { aContact, minutes } from '../support/builders.ts';
import { ANNA, FakeWorld } from '../support/fake-world.ts';

const TO: FirstContact = { phone: '79161234567', name: 'Ольга', channel: 'whatsapp' };
type Sending = Extract<Effect, { type: 'sendMessage' }>;

describe('a manager writes to a guest who has not written yet', () => {
  let world: FakeWorld;
  beforeEach(() => {
    world = new FakeWorld({ contact: aContact({ phone: TO.phone, externalId: TO.phone, conversationId: 7_009 }) });
  });
  const first = (text = 'Добрый день, это Анна.') => world.command({ type: 'say', by: ANNA, text, to: TO });
  const sendings = (): Sending[] => world.started.flatMap(({ effect }) => (effect.type === 'sendMessage' ? [effect] : []));

  it('D-05, D-58: it opens the dialog with that manager, goes to the phone as it is, and the bot is not asked', () => {
    assert.equal(first(), undefined);
    world.rest();
    assert.deepEqual([world.state, world.texts, world.asked.length], ['withManager', ['Добрый день, это Анна.'], 0]);
    const [sending] = sendings();
    assert.deepEqual(sending && 'first' in sending ? sending.first : undefined, { phone: TO.phone, channel: 'whatsapp' });
    assert.deepEqual(
      world.dialog.transcript.messages.map(({ role, by }) => [role, by]),
      [['manager', 'Анна']],
    );
    assert.equal(world.dialog.contact.name, 'Ольга');
  });

  it('D-05: what follows goes into the conversation that it made', () => {
    world.echoes = false;
    first();
    world.rest();
    world.say('Жду вас!');
    world.rest();
    assert.deepEqual(
      sendings().map((sending) => ('conversationId' in sending ? sending.conversationId : 'first')),
      ['first', 7_009],
    );
  });

  it('D-91: its own echo is not a message from elsewhere, and tells the conversation where the answer is lost', () => {
    world.channel = () => 'lost';
    first();
    world.rest();
    assert.deepEqual([world.texts.length, world.dialog.outbox.unknown, world.dialog.contact.conversationId], [1, [], 7_009]);
  });

  it('D-91: with answer and echo lost it is looked for among what is newer than its first try, and not sent again', () => {
    let tries = 0;
    world.channel = () => ((tries += 1) === 1 ? 'lost' : 'ok');
    world.echoes = false;
    const startMs = world.nowMs;
    first();
    world.rest();
    assert.equal(world.texts.length, 1);
    assert.deepEqual(
      sendings().map(({ look }) => look),
      [undefined, { knownIds: [], notBeforeMs: startMs }],
    );
  });

  it('D-58: where the guest has a dialog it is an ordinary word of the manager’s', () => {
    world.client('Здравствуйте');
    world.rest();
    const { contact } = world.dialog;
    first();
    world.rest();
    assert.deepEqual([world.state, world.texts.at(-1), world.dialog.contact], ['withManager', 'Добрый день, это Анна.', contact]);
    assert.ok(sendings().every((sending) => 'conversationId' in sending));
  });

  it('D-25, D-95: Pact refuses it for good: a task for the manager and an alert, no second try', () => {
    world.channel = () => 'refused';
    first();
    world.pass(minutes(15));
    assert.deepEqual([world.texts, sendings().length, world.raised.map(({ about }) => about)], [[], 1, ['channelDown']]);
    assert.match(world.tasks[0]?.text ?? '', /возможно, не ушло/u);
  });
});

describe('D-25: what the channel reports of a message', () => {
  let world: FakeWorld;
  let messageId: string;
  const cameBack = (why = 'номер не в WhatsApp') => world.event({ type: 'messageFailed', messageId, why }, `failed:${messageId}`);
  const failures = (): string[] => world.tasks.flatMap(({ kind, text }) => (kind === 'call' ? [text] : []));

  beforeEach(() => {
    world = new FakeWorld();
    world.client('Здравствуйте');
    world.rest();
    messageId = world.sent[0]?.messageId ?? '';
  });

  it('D-25: an error, told twice, is one task in which the manager reads why', () => {
    cameBack();
    cameBack('ещё раз');
    world.rest();
    assert.equal(failures().length, 1);
    assert.match(failures()[0] ?? '', /не доставлено: номер не в WhatsApp/u);
    assert.ok(world.notes.some((note) => note.includes('номер не в WhatsApp')));
  });

  it('D-25: an error that overtakes the message’s own echo takes nothing and is the same one task', () => {
    world = new FakeWorld();
    world.echoMs = 10_000;
    world.client('Здравствуйте');
    world.pass(10_000);
    messageId = world.sent[0]?.messageId ?? '';
    cameBack();
    world.rest();
    assert.deepEqual([failures().length, world.state, world.sent.length], [1, 'withBot', 1]);
  });
});
