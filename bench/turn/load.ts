import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Turn, World } from './world.ts';

/** Where a side takes Pact's webhooks, and who writes there. */
export interface Target {
  webhookUrl: string;
  /** Each with a dialog of its own that has begun already. */
  contacts: readonly Contact[];
}

export interface Contact {
  phone: string;
  conversationId: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const REPLY_WITHIN_MS = 30_000;
let nextMessage = 1;

/** A turn and whose it was. */
export type TurnOf = Turn & { contact: Contact };

/** One message of that contact's, from the webhook to the reply; `failed` when it was refused (Pact would repeat it) or not answered. */
export async function turnOf(contact: Contact, { webhookUrl }: Target, world: World): Promise<TurnOf> {
  const id = nextMessage;
  nextMessage += 1;
  const text = `Вопрос ${id}`;
  const expected = world.expect(text);
  const turn: TurnOf = Object.assign(expected.turn, { contact });
  const status = await post(webhookUrl, webhookOf(id, text, contact));
  if (status !== 200) return { ...turn, failed: true };
  turn.storedAtMs = performance.now();
  const timer = new AbortController();
  const late = wait(REPLY_WITHIN_MS, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([expected.replied, late]);
  timer.abort();
  return turn.repliedAtMs === undefined ? { ...turn, failed: true } : turn;
}

/** So many a second, evenly, whether or not the earlier ones are answered. */
export async function steadily(perSecond: number, forMs: number, target: Target, world: World): Promise<TurnOf[]> {
  const startMs = performance.now();
  const turns: Promise<TurnOf>[] = [];
  for (let at = 0; at < (forMs / 1000) * perSecond; at += 1) {
    const dueInMs = startMs + (at * 1000) / perSecond - performance.now();
    if (dueInMs > 0) await wait(dueInMs);
    turns.push(turnOf(contactAt(at, target), target, world));
  }
  return Promise.all(turns);
}

/** As many as get through: `atOnce` guests, each writing again as soon as they are answered. */
export async function saturated(atOnce: number, forMs: number, target: Target, world: World): Promise<TurnOf[]> {
  const untilMs = performance.now() + forMs;
  const guests = Array.from({ length: atOnce }, async (_, guest) => {
    const turns: TurnOf[] = [];
    for (let at = guest; performance.now() < untilMs; at += atOnce) turns.push(await turnOf(contactAt(at, target), target, world));
    return turns;
  });
  return (await Promise.all(guests)).flat();
}

function contactAt(at: number, { contacts }: Target): Contact {
  const contact = contacts[at % contacts.length];
  if (contact === undefined) throw new Error('There are no contacts to write');
  return contact;
}

function webhookOf(id: number, text: string, { phone, conversationId }: Contact): string {
  const nowIso = new Date().toISOString();
  return JSON.stringify({
    event: 'create',
    type: 'message',
    object: {
      id: 5_000_000_000 + id,
      company_id: 1,
      conversation_id: conversationId,
      income: true,
      status: 'sent',
      message: text,
      created_at: nowIso,
      external_created_at: nowIso,
      attachments: [],
      contact: { name: 'Гость', phone, external_id: phone },
      conversation: { sender_name: 'Гость', sender_phone: phone, sender_external_id: phone, provider: 'whatsapp' },
    },
  });
}

/** The status; 0 when there was no answer. */
async function post(url: string, body: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const posting = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    posting.on('error', () => resolve(0)).end(body);
  });
}
