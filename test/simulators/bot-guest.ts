import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export const BOT_TEST_SECRET = 'whsec_bG9jYWwtYm90LXNlY3JldC1lc3RhZmV0YQ==';
/** 21 November 2026, 12:00 in Moscow. */
const STARTS_AT_MS = Date.UTC(2026, 10, 21, 9);
const ALWAYS = ['reply', 'clarify', 'handoff', 'silent', 'knowledgeGap', 'setBooking', 'optOut'];
const ACTIONS_OF_KIND: Record<string, string[]> = {
  newRequest: ['paymentLink', 'proposeStage'],
  bookingInProgress: ['paymentLink', 'proposeStage', 'newBooking'],
  currentBooking: ['newBooking'],
  afterStay: ['review', 'newBooking'],
  severalLeads: ['newBooking'],
  unclear: [],
};

export interface BotAction {
  type: string;
  text?: string;
  reason?: string;
  summary?: string;
  fields?: Record<string, unknown>;
  url?: string;
  amount?: number;
  stage?: string;
  question?: string;
}

export interface BotAnswer {
  actions: BotAction[];
  state: unknown;
}

interface GuestMessage {
  id: string;
  role: 'client' | 'bot' | 'manager';
  atMs: number;
  text: string | null;
  attachments: { kind: string; url: string | null }[];
}

export interface TurnOptions {
  trigger?: string;
  kind?: string;
  leads?: Record<string, unknown>[];
  activeLeadId?: number | null;
  contact?: Record<string, unknown> | null;
  context?: null;
  allowedActions?: string[];
  turnId?: string;
  atMs?: number;
}

/** A guest's conversation with the bot as Estafeta would lead it: the transcript grows, the bot's state comes back with the next turn. */
export class BotGuest {
  private readonly url: string;
  private readonly defaults: TurnOptions;
  private readonly messages: GuestMessage[] = [];
  private state: unknown = null;

  constructor(url: string, defaults: TurnOptions = {}) {
    this.url = url;
    this.defaults = defaults;
  }

  /** One turn about these texts; `null` stands for a message without text but with a photo. */
  async says(texts: string | (string | null)[], options: TurnOptions = {}): Promise<BotAnswer> {
    const fresh = (Array.isArray(texts) ? texts : [texts]).map((text) => this.writes('client', text, options.atMs));
    return this.isAsked(fresh, options);
  }

  async isTouched(options: TurnOptions = {}): Promise<BotAnswer> {
    return this.isAsked([], { trigger: 'finalTouch', ...options });
  }

  /** A message the bot is not asked about. */
  writes(role: GuestMessage['role'], text: string | null, atMs = STARTS_AT_MS + this.messages.length * 60_000): string {
    const id = `m${this.messages.length + 1}`;
    const attachments = text === null ? [{ kind: 'photo', url: null }] : [];
    this.messages.push({ id, role, atMs, text, attachments });
    return id;
  }

  request(newMessageIds: string[], options: TurnOptions = {}): Record<string, unknown> {
    const {
      trigger = 'clientMessage',
      kind = 'newRequest',
      leads = [],
      contact = null,
      turnId = randomUUID(),
      ...rest
    } = { ...this.defaults, ...options };
    const context = {
      contact,
      leads,
      activeLeadId: rest.activeLeadId ?? null,
      requestKind: kind,
      workingNow: true,
      cardAgeSeconds: 1,
    };
    return {
      version: 1,
      turnId,
      deadlineMs: STARTS_AT_MS + 45_000,
      callbackUrl: 'http://127.0.0.1:9/bot/turns/x',
      trigger,
      dialog: { id: 'd1', state: 'withBot', previousState: null, episode: 1, windowEndsMs: null, locale: 'ru' },
      newMessageIds,
      messages: this.messages,
      context: rest.context === null ? null : context,
      allowedActions: rest.allowedActions ?? [...ALWAYS, ...(ACTIONS_OF_KIND[kind] ?? [])],
      state: this.state,
    };
  }

  /** One turn about messages already written. */
  async isAsked(newMessageIds: string[], options: TurnOptions = {}): Promise<BotAnswer> {
    const response = await postTurn(this.url, this.request(newMessageIds, options));
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    const answer = (await response.json()) as BotAnswer;
    this.state = answer.state;
    for (const { type, text } of answer.actions) if (type === 'reply' && text !== undefined) this.writes('bot', text);
    return answer;
  }
}

/** POST /turn, signed as Estafeta signs; `secret` and `id` are for those who get it wrong. */
export async function postTurn(
  url: string,
  body: Record<string, unknown>,
  { secret = BOT_TEST_SECRET, id = String(body['turnId']) } = {},
): Promise<Response> {
  const payload = JSON.stringify(body);
  const signedAt = new Date();
  return fetch(`${url}/turn`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, signedAt, payload),
    },
    body: payload,
  });
}

/** POST to a control of the simulator. */
export async function control(url: string, name: string, body: unknown = {}): Promise<Response> {
  return fetch(`${url}/_sim/${name}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

export function typesOf({ actions }: BotAnswer): string[] {
  return actions.map(({ type }) => type);
}

/** The one action of this type; fails in words when there is none. */
export function actionOf(answer: BotAnswer, type: string): BotAction {
  const action = answer.actions.find((one) => one.type === type);
  if (action === undefined) throw new Error(`No ${type} in: ${JSON.stringify(answer.actions)}`);
  return action;
}

/** Everything the guest would read. */
export function wordsOf({ actions }: BotAnswer): string {
  return actions.flatMap(({ type, text }) => (type === 'reply' || type === 'clarify' ? [text ?? ''] : [])).join('\n');
}

/** A paid stay of two in December; a test names only what matters to it. */
export function aLead(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 1,
    stage: 'Предоплата получена',
    arrival: '2026-12-01',
    departure: '2026-12-10',
    programme: 'Антистресс',
    roomCategory: 'Люкс',
    amount: 90_000,
    guests: 2,
    ...fields,
  };
}
