import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { BoardLead, RoomNow } from '../../local/play-room/messages.ts';
import { asks, partsOf, START_WITHIN_MS, startedRoom, told, type StartedRoom } from '../support/play-room.ts';

const DAY_MS = 24 * 3_600_000;
/** Павел: consulted, and the field says «Менеджер». */
const PAVEL = '79000000004';
const PAVELS_LEAD = 42_000_003;

let started: StartedRoom;

const newGuest = async (name: string): Promise<string> => (await asks(started.room, 'guests', { name })).answer.phone ?? '';
const writes = async (phone: string, text: string): Promise<void> => {
  const { status } = await asks(started.room, `guests/${phone}/words`, { text, hasPhoto: false });
  assert.equal(status, 204);
};
const leadsOf = (room: RoomNow, phone: string): (BoardLead & { stage: string })[] =>
  room.board.flatMap(({ name, leads }) =>
    leads.filter(({ guests }) => guests.some((guest) => guest.phone === phone)).map((lead) => ({ ...lead, stage: name })),
  );
const leadOf = async (phone: string, fits: (lead: BoardLead & { stage: string }) => boolean): Promise<BoardLead & { stage: string }> => {
  const room = await told(started.room, 'room', (now) => leadsOf(now, phone).some(fits));
  return leadsOf(room, phone).find(fits) as BoardLead & { stage: string };
};

describe('the play room of npm start', function playRoom() {
  this.timeout(START_WITHIN_MS);
  before(async () => {
    started = await startedRoom();
  });

  it('has the people of the CRM, and as many new ones as are wanted, each under a number that nobody has', async () => {
    const [one, other] = [await newGuest('Зоя'), await newGuest('Лев')];
    assert.notEqual(one, other);
    const { guests } = await told(started.room, 'room', (now) => now.guests.some(({ phone }) => phone === other));
    assert.deepEqual(
      guests.filter(({ phone }) => [one, other, PAVEL].includes(phone)).map(({ name, stages }) => [name, ...stages]),
      [['Лев'], ['Зоя'], ['Павел Морозов', 'Проведена консультация']],
    );
  });

  it('shows the conversation as it grows: the guest’s words, whether the dialog has them, the bot’s answer', async () => {
    const phone = await newGuest('Зоя');
    await writes(phone, 'Здравствуйте! Есть ли у вас парковка?');
    const { bubbles, dialog } = await told(started.room, 'guest', (now) => now.bubbles.some(({ from }) => from === 'bot'), phone);
    assert.deepEqual(
      bubbles.map(({ from, tick }) => [from, tick]),
      [
        ['guest', 'taken'],
        ['bot', bubbles[1]?.tick],
      ],
    );
    assert.match(bubbles[1]?.text ?? '', /Охраняемая парковка/u);
    assert.equal(dialog?.state, 'ведёт бот');
    await leadOf(phone, ({ stage, leader }) => stage === 'Новая заявка' && leader === 'Бот');
  });

  it('lets a guest send a photo, with a caption or without', async () => {
    const phone = await newGuest('Лев');
    await asks(started.room, `guests/${phone}/words`, { text: 'Это ваш корпус?', hasPhoto: true });
    const { bubbles } = await told(started.room, 'guest', (now) => now.bubbles.length > 0, phone);
    assert.deepEqual([bubbles[0]?.hasPhoto, bubbles[0]?.text], [true, 'Это ваш корпус?']);
    assert.equal((await asks(started.room, `guests/${phone}/words`, { text: null, hasPhoto: false })).status, 400);
  });

  it('lets a manager write past us, and shows where they typed it', async () => {
    const phone = await newGuest('Зоя');
    await writes(phone, 'Добрый день!');
    await asks(started.room, `guests/${phone}/manager-words`, { text: 'Зоя, это Анна.', surface: 'phone' });
    const { bubbles } = await told(started.room, 'guest', ({ dialog }) => dialog?.state === 'ведёт менеджер', phone);
    const word = bubbles.find(({ text }) => text === 'Зоя, это Анна.');
    assert.equal(word?.from, 'manager');
  });

  it('acts in the CRM as a person: sets the field, moves the stage, completes the task', async () => {
    assert.equal((await asks(started.room, 'crm', { do: 'lead-dialog', as: 'boris', lead: PAVELS_LEAD, leader: 'Бот' })).status, 204);
    await leadOf(PAVEL, ({ leader }) => leader === 'Бот');
    await asks(started.room, 'crm', { do: 'move', as: 'boris', lead: PAVELS_LEAD, stage: 'Предварительная бронь' });
    await leadOf(PAVEL, ({ stage }) => stage === 'Предварительная бронь');
    await writes(PAVEL, 'Позовите, пожалуйста, менеджера');
    const { tasks } = await leadOf(PAVEL, (lead) => lead.tasks.length > 0);
    assert.deepEqual([tasks[0]?.type, tasks[0]?.responsible], ['WhatsApp', 'Анна']);
    assert.match(tasks[0]?.text ?? '', /^Клиент просит человека[^#]*$/u);
    await asks(started.room, 'crm', { do: 'complete-task', as: 'anna', task: tasks[0]?.id });
    await leadOf(PAVEL, (lead) => lead.tasks.length === 0);
    const { dialog } = await told(started.room, 'guest', (now) => now.dialog?.state === 'ведёт менеджер', PAVEL);
    assert.equal(dialog?.holder, 'Анна');
  });

  it('says in a sentence what the CRM refuses', async () => {
    const { status, answer } = await asks(started.room, 'crm', { do: 'complete-task', as: 'anna', task: 1 });
    assert.deepEqual([status, answer.sentence], [404, 'Симулятор отказал: There is no task 1.']);
  });

  it('moves the clock of one dialog a day, through everything on the way, and takes the simulators along; never back', async () => {
    const phone = await newGuest('Алла');
    await writes(phone, 'Добрый день! Сколько стоит с 5 по 15 августа, двое взрослых?');
    await told(started.room, 'guest', (now) => now.bubbles.some(({ from }) => from === 'bot'), phone);
    assert.equal((await asks(started.room, `guests/${phone}/clock`, { hours: 24 })).status, 202);
    assert.equal((await asks(started.room, `guests/${phone}/clock`, { hours: 1 })).status, 409);
    const { move } = await told(started.room, 'play', (now) => now.move?.state !== 'moving');
    assert.deepEqual([move?.state, move?.trouble, move?.phone], ['done', null, phone]);
    const { dialog } = await told(started.room, 'guest', (now) => (now.dialog?.aheadMs ?? 0) > DAY_MS - 60_000, phone);
    assert.ok(dialog !== null && dialog.aheadMs < DAY_MS + 60_000, `${dialog?.aheadMs}`);
    for (const url of [started.stack.urls.amocrm, started.stack.urls.pact]) assert.ok((await clockOf(url)) - Date.now() > DAY_MS - 60_000);

    const behind = await newGuest('Денис');
    await writes(behind, 'Есть ли у вас бассейн?');
    await told(started.room, 'guest', (now) => now.bubbles.some(({ from }) => from === 'bot'), behind);
    await asks(started.room, `guests/${behind}/clock`, { hours: 1 });
    const next = await told(started.room, 'play', (now) => now.move?.phone === behind && now.move.state !== 'moving');
    assert.equal(next.move?.state, 'done', next.move?.trouble ?? '');
    assert.ok((await clockOf(started.stack.urls.pact)) - Date.now() < DAY_MS + 60_000);
  });

  it('says why a clock cannot be moved: there is no dialog yet, or Temporal is somebody else’s', async () => {
    const phone = await newGuest('Нина');
    await asks(started.room, `guests/${phone}/clock`, { hours: 1 });
    const { move } = await told(started.room, 'play', (now) => now.move?.phone === phone && now.move.state !== 'moving');
    assert.match(move?.trouble ?? '', /ещё нет диалога/u);

    const foreign = await started.another({ isTemporalForeign: true });
    try {
      const { clockTrouble } = await told(foreign, 'play', () => true);
      assert.match(clockTrouble ?? '', /TEMPORAL_ADDRESS/u);
      assert.equal((await asks(foreign, `guests/${PAVEL}/clock`, { hours: 1 })).answer.sentence, clockTrouble);
      assert.equal((await asks(foreign, 'story', { scenario: 1 })).answer.sentence, clockTrouble);
    } finally {
      await foreign.stop();
    }
  });

  it('plays one story at a time, and stops it when asked', async () => {
    assert.equal((await asks(started.room, 'story', { scenario: 4 })).status, 202);
    await told(started.room, 'play', ({ story }) => (story?.lines.length ?? 0) > 1);
    const second = await asks(started.room, 'story', { scenario: 1 });
    assert.deepEqual([second.status, second.answer.sentence], [409, 'Уже идёт история: дождитесь конца или остановите её.']);
    assert.equal((await asks(started.room, `guests/${PAVEL}/clock`, { hours: 1 })).status, 409);
    await asks(started.room, 'story/stop');
    const { story } = await told(started.room, 'play', () => true);
    assert.deepEqual([story?.state, story?.trouble], ['stopped', null]);
  });

  it('logs the console in as Анна, let in once with the others; who is logged in already stays who they are', async () => {
    const first = await asks(started.room, 'login');
    const second = await asks(started.room, 'login');
    const third = await asks(started.room, 'login', {}, { cookie: first.cookie ?? '' });
    assert.deepEqual(
      [first.answer.operator, second.cookie, third.answer.operator, third.cookie],
      ['Анна', first.cookie, 'Анна', undefined],
    );
    const { operators } = await api<{ operators: { name: string }[] }>('/operators');
    assert.deepEqual(
      operators.map(({ name }) => name),
      ['Анна', 'Борис', 'Старший'],
    );
  });

  it('passes everything else to the API on its own address, streams piece by piece', async () => {
    const { cookie = '' } = await asks(started.room, 'login');
    const address = started.room.url.replace('/play/', '');
    assert.deepEqual(await (await fetch(`${address}/session`, { headers: { cookie } })).json(), await api('/session', { cookie }));
    const leaving = new AbortController();
    const { body } = await fetch(`${address}/live/dialogs`, { headers: { cookie }, signal: leaving.signal });
    assert.ok(body !== null);
    const { value } = await (body as ReadableStream<Uint8Array>).getReader().read();
    assert.match(new TextDecoder().decode(value), /^event: told\ndata: /u);
    leaving.abort();
    const atHome = await fetch(`${address}/`, { headers: { 'sec-fetch-dest': 'document' }, redirect: 'manual' });
    assert.equal(atHome.headers.get('location'), '/play/');
  });

  it('does nothing that another site’s page asks for', async () => {
    const { status } = await asks(started.room, 'story', { scenario: 1 }, { 'sec-fetch-site': 'cross-site' });
    assert.equal(status, 403);
  });

  it('a taken port is told in one sentence with the remedy, before anything has started', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const said = await new Promise<string>((resolve) => {
      const env = { ...process.env, PLAY_ROOM_PORT: String(port), PORT: String(port) };
      execFile(process.execPath, ['--import', 'tsx', 'local/main.ts'], { env }, (_error, _out, errors) => resolve(errors));
    });
    holder.close();
    assert.equal(
      said.trim(),
      `Port ${port}, which the play room needs, is taken: end the program that holds it, or name another port with PLAY_ROOM_PORT=….`,
    );
  });

  it('says what it cannot look at while that is away', async () => {
    const { stack, another } = started;
    const cutOff = await another({ stack: { ...partsOf(stack), urls: { ...stack.urls, amocrm: 'http://127.0.0.1:9' } } });
    try {
      const { sentence } = await told(cutOff, 'trouble', () => true);
      assert.equal(sentence, 'Симулятор не отвечает по адресу http://127.0.0.1:9.');
    } finally {
      await cutOff.stop();
    }
  });
});

async function clockOf(url: string): Promise<number> {
  const response = await fetch(`${url}/_sim/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"advance_seconds":0}',
  });
  const { nowMs, now_ms: alsoNowMs } = (await response.json()) as { nowMs?: number; now_ms?: number };
  return nowMs ?? alsoNowMs ?? 0;
}

async function api<Answer>(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { urls, apiToken } = started.stack;
  const auth = headers['cookie'] === undefined ? { authorization: `Bearer ${apiToken}` } : {};
  return (await (await fetch(`${urls.api}${path}`, { headers: { ...auth, ...headers } })).json()) as Answer;
}
