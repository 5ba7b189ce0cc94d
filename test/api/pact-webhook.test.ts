import assert from 'node:assert/strict';
import { TemporalAway } from '../../api/temporal/calls.ts';
import { NOW_MS, SECRET, startApp, type Answer, type StartedApp } from './start-app.ts';

type Fields = Record<string, unknown>;

const PHONE = '79161234567';
const conversation = (more: Fields = {}): Fields => ({
  id: 7001,
  company_id: 1,
  sender_name: 'Анна',
  sender_phone: PHONE,
  sender_external_id: PHONE,
  provider: 'whatsapp',
  operational_state: 'open',
  replied_state: 'unreplied',
  group: false,
  ...more,
});

/** A message event as Pact sends it (facts/pact.md §3.3), with only the difference spelt out. */
const event = (what: string, more: Fields = {}): Fields => ({
  event: what,
  type: 'message',
  object: {
    id: 9100,
    external_id: '3EB0AA11',
    company_id: 1,
    conversation_id: 7001,
    contact_id: 300,
    replied_to_id: null,
    created_at: '2026-07-01T09:05:01.250Z',
    external_created_at: '2026-07-01T09:05:00.000Z',
    income: true,
    status: 'created',
    message: 'Сколько стоит?',
    reactions: [],
    details: null,
    delivery: false,
    deleted: false,
    attachments: [],
    contact: { id: 300, external_id: PHONE, external_public_id: PHONE, name: 'Анна', avatar_url: null, phone: PHONE },
    conversation: conversation(),
    ...more,
  },
});
const outgoing = (what: string, more: Fields = {}): Fields =>
  event(what, {
    id: 9101,
    income: false,
    status: 'sent',
    external_id: null,
    message: 'Добрый день!',
    contact: { id: 301, internal_id: 42, name: 'Менеджер', avatar_url: null, phone: null },
    ...more,
  });

describe('Pact reports a message', () => {
  let app: StartedApp;
  const post = (body: unknown): Promise<Answer> => app.send('POST', `/webhooks/pact/${SECRET}`, { body, token: null });
  const told = async (body: unknown): Promise<Fields> => {
    assert.equal((await post(body)).status, 200);
    assert.equal(app.door.calls.length, 1);
    return app.door.calls[0]?.[2] as Fields;
  };
  const dropped = async (body: unknown, outcome: string): Promise<void> => {
    assert.equal((await post(body)).status, 200);
    assert.deepEqual(app.door.calls, []);
    const { text } = await app.send('GET', '/metrics');
    assert.match(text, new RegExp(`estafeta_webhook_events_total\\{source="pact",outcome="${outcome}"\\} 1`));
  };

  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  it('D-92: a client’s message is answered exactly 200 and is the dialog’s by then', async () => {
    assert.equal((await post(event('create'))).status, 200);
    assert.deepEqual(app.door.calls, [
      [
        'clientWrote',
        'key-of-phone-4567',
        {
          messageId: '9100',
          text: 'Сколько стоит?',
          sentAtMs: Date.UTC(2026, 6, 1, 9, 5),
          attachments: [],
          contact: { phone: PHONE, externalId: PHONE, name: 'Анна', channel: 'whatsapp', conversationId: 7001 },
        },
      ],
    ]);
  });

  it('a message of which Pact tells only the least is a message', async () => {
    const object = { id: '9100', conversation_id: 7001, income: true, conversation: { sender_phone: PHONE } };
    const message = await told({ event: 'create', type: 'message', object });
    const contact = { phone: PHONE, externalId: 'conversation-7001', channel: 'whatsapp', conversationId: 7001 };
    assert.deepEqual(message, { messageId: '9100', text: '', sentAtMs: NOW_MS, attachments: [], contact });
  });

  it('a text beyond all measure is cut, not lost', async () => {
    const { text } = await told(event('create', { message: 'а'.repeat(200_000) }));
    assert.equal((text as string).length, 20_000);
  });

  it('D-01: the phone is the same person in any notation', async () => {
    for (const written of ['8 (916) 123-45-67', '+7 916 123 45 67', '79161234567'])
      await post(event('create', { conversation: conversation({ sender_phone: written }) }));
    assert.deepEqual([...new Set(app.door.calls.map(([, key]) => key))], ['key-of-phone-4567']);
    assert.deepEqual(
      [...new Set(app.door.calls.map(([, , message]) => (message as { contact: { phone: string } }).contact.phone))],
      [PHONE],
    );
  });

  for (const [where, digits] of [
    ['Vietnam', '84912345678'],
    ['Norway', '4741234567'],
    ['Estonia', '3725123456'],
  ] as const)
    it(`D-01: Pact’s digits begin with the country: a guest from ${where} is no Russian`, async () => {
      const { contact } = await told(event('create', { conversation: conversation({ sender_phone: digits, sender_external_id: digits }) }));
      assert.equal((contact as Fields)['phone'], digits);
    });

  it('D-01: a Russian mobile with 8, or without any code, is Russian all the same', async () => {
    for (const written of ['89161234567', '9161234567', '+89161234567'])
      await post(event('create', { conversation: conversation({ sender_phone: written }) }));
    assert.deepEqual([...new Set(app.door.calls.map(([, key]) => key))], ['key-of-phone-4567']);
  });

  it('D-01: a hidden number is known by the channel’s own id', async () => {
    const hidden = {
      conversation: conversation({ sender_phone: null, sender_external_id: '900000007001' }),
      contact: { name: 'Анна', phone: null, external_id: '900000007001' },
    };
    const { contact } = await told(event('create', hidden));
    assert.deepEqual(contact, { externalId: '900000007001', name: 'Анна', channel: 'whatsapp', conversationId: 7001 });
    assert.equal(app.door.calls[0]?.[1], 'key-of-whatsapp-900000007001');
  });

  it('D-01: another channel is another person, whatever phone it shows', async () => {
    const { contact } = await told(
      event('create', { conversation: conversation({ provider: 'telegram_personal', sender_external_id: 'anna_s' }) }),
    );
    assert.deepEqual(contact, { externalId: 'anna_s', name: 'Анна', channel: 'telegram_personal', conversationId: 7001 });
  });

  it('a phone in the place of the name is no name', async () => {
    const { contact } = await told(
      event('create', { conversation: conversation({ sender_name: '+7 916 123-45-67' }), contact: { name: PHONE, phone: PHONE } }),
    );
    assert.equal((contact as Fields)['name'], undefined);
  });

  it('D-03: a message without text is a message, and its attachments keep their kind', async () => {
    const attachment = (mime_type: string, more: Fields = {}): Fields => ({
      id: 1,
      message_id: 9100,
      file_name: 'f',
      mime_type,
      size: 10,
      attachment_url: `https://files.example/${mime_type}`,
      ...more,
    });
    const { text, attachments } = await told(
      event('create', {
        message: null,
        attachments: [
          attachment('image/jpg'),
          attachment('audio/ogg', { push_to_talk: true }),
          attachment('application/pdf'),
          attachment('video/mp4'),
          attachment('image/webp'),
          { id: 6 },
        ],
      }),
    );
    assert.equal(text, '');
    assert.deepEqual(
      (attachments as { kind: string }[]).map(({ kind }) => kind),
      ['photo', 'voice', 'document', 'video', 'other', 'other'],
    );
    assert.deepEqual((attachments as Fields[]).slice(0, 1).concat((attachments as Fields[]).slice(-1)), [
      { kind: 'photo', url: 'https://files.example/image/jpg', fileName: 'f', mimeType: 'image/jpg', sizeBytes: 10 },
      { kind: 'other', url: '' },
    ]);
  });

  it('D-03: an edit replaces the text under the same id', async () => {
    const message = await told(event('update', { message: 'Сколько стоит люкс?' }));
    assert.deepEqual([message['messageId'], message['text'], message['edited']], ['9100', 'Сколько стоит люкс?', true]);
  });

  it('an update of a client’s message without a text, a reaction say, is no news', async () => {
    await dropped(event('update', { message: null, reactions: ['👍'] }), 'acknowledged');
  });

  it('D-03: a quoted reply carries what it quotes', async () => {
    await app.close();
    app = await startApp({ quotedText: (conversationId, id) => Promise.resolve(`text of ${id} in ${conversationId}`) });
    assert.equal((await told(event('create', { replied_to_id: '3EB0BB22' })))['quotes'], 'text of 3EB0BB22 in 7001');
  });

  it('a quote that cannot be read keeps no message from arriving', async () => {
    await app.close();
    app = await startApp({ quotedText: () => Promise.reject(new Error('429')) });
    assert.equal((await told(event('create', { replied_to_id: '3EB0BB22' })))['quotes'], undefined);
  });

  it('D-02: the provider’s time counts, with or without milliseconds, else Pact’s, else ours', async () => {
    const at = async (more: Fields): Promise<unknown> => {
      app.door.calls.length = 0;
      return (await told(event('create', more)))['sentAtMs'];
    };
    assert.equal(await at({ external_created_at: '2026-07-01T09:05:07Z' }), Date.UTC(2026, 6, 1, 9, 5, 7));
    assert.equal(await at({ external_created_at: null }), Date.UTC(2026, 6, 1, 9, 5, 1, 250));
    assert.equal(await at({ external_created_at: 'yesterday', created_at: null }), NOW_MS);
  });

  it('D-02: a time without a zone is UTC, wherever this machine stands', async () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Asia/Tokyo';
    try {
      const message = await told(event('create', { external_created_at: '2026-07-01T09:05:07' }));
      assert.equal(message['sentAtMs'], Date.UTC(2026, 6, 1, 9, 5, 7));
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('D-50: a message that came out of the chat reaches the dialog, whoever wrote it', async () => {
    assert.equal((await post(outgoing('create'))).status, 200);
    const contact = { phone: PHONE, externalId: PHONE, name: 'Анна', channel: 'whatsapp', conversationId: 7001 };
    assert.deepEqual(app.door.calls, [
      [
        'managerWrote',
        'key-of-phone-4567',
        { messageId: '9101', text: 'Добрый день!', sentAtMs: Date.UTC(2026, 6, 1, 9, 5), contact, bulk: false },
      ],
    ]);
  });

  it('D-01, D-05: a manager’s message to a client with a hidden number reaches the same dialog as the client’s', async () => {
    const hidden = { conversation: conversation({ sender_phone: null, sender_external_id: '900000007001' }) };
    await post(event('create', { ...hidden, contact: { name: 'Анна', phone: null, external_id: '900000007001' } }));
    await post(outgoing('create', hidden));
    await post(outgoing('update', { ...hidden, status: 'error' }));
    assert.deepEqual(
      app.door.calls.map(([call, key]) => [call, key]),
      ['clientWrote', 'managerWrote', 'messageFailed'].map((call) => [call, 'key-of-whatsapp-900000007001']),
    );
  });

  it('D-56: a bulk mailing is marked as one', async () => {
    assert.equal((await told(outgoing('create', { delivery: true })))['bulk'], true);
  });

  it('D-04: an undelivered message of a bulk mailing is dropped: it makes no task', async () => {
    await dropped(outgoing('update', { status: 'error', delivery: true }), 'bulk');
  });

  it('D-25: a message that came back as an error reaches the dialog with its reason', async () => {
    await post(outgoing('update', { status: 'error', details: { code: 131047, reason: 'Recipient has no WhatsApp' } }));
    assert.deepEqual(app.door.calls, [['messageFailed', 'key-of-phone-4567', { messageId: '9101', why: 'Recipient has no WhatsApp' }]]);
  });

  it('D-25: statuses only go forward: an error counts whatever comes before or after it, and nothing takes it back', async () => {
    for (const status of ['delivered', 'error', 'delivered', 'read', 'error', 'sent'])
      assert.equal((await post(outgoing('update', { status, details: { reason: 'нет WhatsApp' } }))).status, 200);
    const failure = ['messageFailed', 'key-of-phone-4567', { messageId: '9101', why: 'нет WhatsApp' }];
    assert.deepEqual(app.door.calls, [failure, failure]); // the dialog takes it in once, by the message's id
  });

  it('D-25: a message that is first heard of when it has come back already is both', async () => {
    await post(outgoing('create', { status: 'error', details: 'нет WhatsApp' }));
    assert.deepEqual(
      app.door.calls.map(([name, key]) => [name, key]),
      [
        ['managerWrote', 'key-of-phone-4567'],
        ['messageFailed', 'key-of-phone-4567'],
      ],
    );
    app.door.calls.length = 0;
    await post(outgoing('create', { status: 'error', delivery: true }));
    assert.deepEqual(
      app.door.calls.map(([name]) => name),
      ['managerWrote'],
    );
  });

  it('delivered and read are acknowledged and told to nobody', async () => {
    for (const status of ['delivered', 'read', 'sent']) assert.equal((await post(outgoing('update', { status }))).status, 200);
    assert.deepEqual(app.door.calls, []);
  });

  it('D-04: a group chat is dropped', () => dropped(event('create', { conversation: conversation({ group: true }) }), 'group'));
  it('D-04: a deletion is dropped', () => dropped(event('update', { deleted: true }), 'deletion'));
  it('another company’s message is dropped', () => dropped(event('create', { company_id: 2 }), 'otherCompany'));
  it('an event nobody knows is dropped', () => dropped({ event: 'create', type: 'weather', object: {} }, 'unknownEvent'));
  it('an event of the old format is dropped', () =>
    dropped({ type: 'message', event: 'new', data: { external_id: 9100, message: 'Привет', income: true } }, 'unknownEvent'));
  it('news of a conversation is acknowledged', () =>
    dropped({ event: 'update', type: 'conversation', object: conversation() }, 'acknowledged'));
  it('the test ping is answered 200', () => dropped({ source: 'pact.im', operation: 'test' }, 'acknowledged'));

  it('an incoming message that cannot be read is answered 200, and people are told', async () => {
    assert.equal((await post(event('create', { conversation_id: 'seven', message: { rich: 'Привет' } }))).status, 200);
    const [[name, alert] = []] = app.door.calls;
    assert.equal(name, 'raiseAlert');
    const { id, about, text } = alert as Record<string, string>;
    assert.equal(id, 'pact-unreadable-9100');
    assert.equal(about, 'pactUnreadable');
    assert.match(text ?? '', /9100.*conversation_id, message/);
  });

  it('an incoming message of nobody one could name is unreadable too', async () => {
    await post(event('create', { conversation: null, contact: null }));
    assert.equal(app.door.calls[0]?.[0], 'raiseAlert');
  });

  it('the same unreadable message is the same alert, even without a number', async () => {
    for (let n = 0; n < 2; n++) await post(event('create', { id: null }));
    const ids = app.door.calls.map(([, alert]) => (alert as { id: string }).id);
    assert.equal(ids.length, 2);
    assert.equal(ids[0], ids[1]);
  });

  it('D-92: while Temporal is away it is 503, so that Pact repeats it', async () => {
    app.door.failure = new TemporalAway('away');
    const answer = await post(event('create'));
    assert.equal(answer.status, 503);
    assert.equal(answer.json['code'], 'TEMPORAL_AWAY');
  });

  it('a body that is no JSON object is 400', async () => {
    const raw = (text: string): Promise<Answer> => app.send('POST', `/webhooks/pact/${SECRET}`, { raw: text, token: null });
    for (const text of ['{"event":', '[]', '"create"', '', '{}']) {
      const answer = await raw(text);
      assert.deepEqual([answer.status, answer.json['code']], [400, 'MALFORMED_BODY'], text);
    }
    assert.deepEqual(app.door.calls, []);
  });

  describe('a channel changes', () => {
    const channel = (more: Fields = {}): unknown => ({
      event: 'update',
      type: 'auth',
      object: { id: 77, company_id: 1, provider: 'whatsapp', state: 'disabled', updated_at: '2026-11-21T09:00:00.000Z', ...more },
    });

    it('one that has lost its connection is an alert that says what to do', async () => {
      assert.equal((await post(channel())).status, 200);
      const [[name, alert] = []] = app.door.calls;
      assert.equal(name, 'raiseAlert');
      const { id, about, text } = alert as Fields;
      assert.deepEqual([id, about], ['pact-channel-77-2026-11-21T09:00:00.000Z', 'pactChannel']);
      assert.match(String(text), /^Канал WhatsApp в Pact отключён.*Подключите его/u);
    });

    it('one that is connected, being connected or another company’s is none', async () => {
      for (const more of [{ state: 'enabled' }, { state: 'initial', qr: 'data:image/png;base64,AA' }, { company_id: 2 }, { state: null }])
        assert.equal((await post(channel(more))).status, 200);
      assert.deepEqual(app.door.calls, []);
    });
  });

  it('the body is JSON whatever its content type says', async () => {
    const answer = await app.send('POST', `/webhooks/pact/${SECRET}`, {
      raw: JSON.stringify(event('create')),
      headers: { 'content-type': 'text/plain' },
      token: null,
    });
    assert.deepEqual([answer.status, app.door.calls.length], [200, 1]);
  });

  it('a wrong secret is 404, as if nothing were there', async () => {
    const wrong = await app.send('POST', '/webhooks/pact/guess', { body: event('create'), token: null });
    const nothing = await app.send('POST', '/webhooks/nothing', { body: {}, token: null });
    assert.equal(wrong.status, 404);
    assert.deepEqual({ ...wrong.json, instance: '' }, { ...nothing.json, instance: '' });
    assert.deepEqual(app.door.calls, []);
  });

  it('a body over 1 MB is 413', async () => {
    const answer = await post(event('create', { message: 'а'.repeat(600_000) }));
    assert.deepEqual([answer.status, answer.json['code']], [413, 'BODY_TOO_LARGE']);
  });

  it('nothing personal gets into the log', async () => {
    await post(event('create'));
    await post(event('create', { conversation: null, contact: null }));
    await post(event('create', { conversation: conversation({ group: true }) }));
    app.door.failure = new Error(`Сколько стоит? ${PHONE}`);
    assert.equal((await post(event('create'))).status, 500);
    assert.notEqual(app.log(), '');
    assert.doesNotMatch(app.log(), /Сколько|79161234567|Анна/);
  });
});
