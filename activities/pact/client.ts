import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { isAxiosError } from 'axios';
import type { AxiosInstance, AxiosRequestConfig } from 'axios';
import type { z } from 'zod';
import { neverLeft } from '../never-left.ts';
import { PactError } from './errors.ts';
import { refusalOf } from './refusals.ts';
import {
  conversationList,
  foundConversations,
  messageList,
  sent,
  sentFirst,
  webhookAnswer,
  webhookList,
  wholeMessageList,
} from './schema.ts';
import type { Conversation, FoundConversation, PactMessage, PactWebhook, WholeMessage } from './schema.ts';

const API_PATH = '/api/p2';
/** Below the activity's 20 s: the answer must come to us, not to nobody. */
const SEND_TIMEOUT_MS = 15_000;
const READ_TIMEOUT_MS = 10_000;
/** Pact's own default for messages, so certainly allowed (facts/pact.md §1.6). */
export const MESSAGES_PER_PAGE = 150;
/** The most that is known to be asked for by others; the default is 25 (facts/pact.md §1.6). */
export const CONVERSATIONS_PER_PAGE = 100;

export interface PactClientOptions {
  /** `https://api.pact.im`, with or without `/api/p2`. */
  baseUrl: string;
  token: string;
  companyId: number;
  /** Epoch milliseconds, for the waits that Pact asks for only. */
  now?: (() => number) | undefined;
}

/** Sending and writing first have an allowance each (facts/pact.md §1.5). */
type Allowance = 'send' | 'first';
interface Line {
  /** Pact's own word, epoch ms. */
  fullUntilMs: number;
  lastPlaceMs: number;
}
/** Of the limit a minute, not of the one a second. */
const LONG_WAIT_MS = 5_000;
/** 30 a minute. */
const PLACE_MS = 2_000;
/** Others may have given up meanwhile. */
const PLACE_MAX_MS = 120_000;

/** Pact's API v2 (facts/pact.md §2.4). Throws PactError. */
export class PactClient {
  readonly #http: AxiosInstance;
  readonly #companyId: number;
  readonly #now: () => number;
  readonly #lines: Record<Allowance, Line> = { send: { fullUntilMs: 0, lastPlaceMs: 0 }, first: { fullUntilMs: 0, lastPlaceMs: 0 } };

  constructor({ baseUrl, token, companyId, now = Date.now }: PactClientOptions) {
    this.#companyId = companyId;
    this.#now = now;
    const root = baseUrl.replace(/\/+$/u, '');
    this.#http = axios.create({
      baseURL: root.endsWith(API_PATH) ? root : `${root}${API_PATH}`,
      headers: { 'X-Private-Api-Token': token },
      maxRedirects: 0,
      timeout: READ_TIMEOUT_MS,
      validateStatus: () => true,
      // A connection kept for the next send may die just as it is used, and then nobody knows whether the message left.
      httpAgent: new HttpAgent({ keepAlive: false }),
      httpsAgent: new HttpsAgent({ keepAlive: false }),
    });
  }

  /** Pact's id of the accepted message. It also shows in the CRM's correspondence (SPEC D-20). */
  async send(conversationId: number, text: string): Promise<string> {
    const data = { company_id: this.#companyId, text, send_to_crm: true };
    const path = `/conversations/${conversationId}/messages`;
    const request = { method: 'POST', url: path, data, timeout: SEND_TIMEOUT_MS };
    const { message } = await this.#allowed('send', () => this.#call(sent, request, 'send'));
    return message.id;
  }

  /** The same where there is no conversation yet: Pact makes it (facts/pact.md §2.4). */
  async writeFirst(
    { phone, channel }: { phone: string; channel: string },
    text: string,
  ): Promise<{ messageId: string; conversationId: number }> {
    const data = { company_id: this.#companyId, provider: channel, phone, text, send_to_crm: true };
    const request = { method: 'POST', url: '/messages', data, timeout: SEND_TIMEOUT_MS };
    const { message } = await this.#allowed('first', () => this.#call(sentFirst, request, 'send'));
    return { messageId: message.id, conversationId: message.conversation_id };
  }

  /** One page of those that `words` are found in; only part of a phone or a name may be. */
  async searchConversations(words: string, page: number): Promise<readonly FoundConversation[]> {
    const params = { company_id: this.#companyId, search_string: words, page, per_page: CONVERSATIONS_PER_PAGE };
    return (await this.#call(foundConversations, { method: 'GET', url: '/conversations', params }, 'read')).conversations;
  }

  /** One page, in the order the server has; `page` counts from 1. */
  async messages(conversationId: number, page: number, signal?: AbortSignal): Promise<readonly PactMessage[]> {
    const params = { company_id: this.#companyId, page, per_page: MESSAGES_PER_PAGE };
    const request = { method: 'GET', url: `/conversations/${conversationId}/messages`, params, ...(signal ? { signal } : {}) };
    return (await this.#call(messageList, request, 'read')).messages;
  }

  /** The same with all that Pact tells of each. */
  async wholeMessages(conversationId: string, page: number): Promise<readonly WholeMessage[]> {
    const params = { company_id: this.#companyId, page, per_page: MESSAGES_PER_PAGE };
    const request = { method: 'GET', url: `/conversations/${conversationId}/messages`, params };
    return (await this.#call(wholeMessageList, request, 'read')).messages;
  }

  /** One page, sorted by the last message; in which direction is documented nowhere (facts/pact.md §2.4). */
  async conversations(page: number): Promise<readonly Conversation[]> {
    const params = { company_id: this.#companyId, page, per_page: CONVERSATIONS_PER_PAGE };
    return (await this.#call(conversationList, { method: 'GET', url: '/conversations', params }, 'read')).conversations;
  }

  /**
   * The text of the message with this id of the channel's, all that Pact tells of a quoted one (SPEC D-03). Undefined when it has no text
   * or is not on the first page: lists are limited to 20 a minute, which the look for a lost send needs more (facts/pact.md §1.5).
   */
  async quotedText(conversationId: number, externalId: string, withinMs: number): Promise<string | undefined> {
    const page = await this.messages(conversationId, 1, AbortSignal.timeout(withinMs));
    return page.find(({ external_id: id }) => id === externalId)?.message ?? undefined;
  }

  async webhooks(): Promise<readonly PactWebhook[]> {
    return (await this.#call(webhookList, { method: 'GET', url: this.#webhooksPath }, 'read')).webhooks;
  }

  /** Makes a webhook and switches it on; Pact pings the address and wants 200 for it (facts/pact.md §3.1). */
  async createWebhook(url: string): Promise<PactWebhook> {
    const { webhook } = await this.#call(webhookAnswer, { method: 'POST', url: this.#webhooksPath, data: { url } }, 'read');
    return webhook.active ? webhook : this.activateWebhook(webhook.id);
  }

  async activateWebhook(id: number): Promise<PactWebhook> {
    const request = { method: 'PUT', url: `${this.#webhooksPath}/${id}`, data: { active: true } };
    return (await this.#call(webhookAnswer, request, 'read')).webhook;
  }

  get #webhooksPath(): string {
    return `/companies/${this.#companyId}/webhooks`;
  }

  /**
   * What Pact has told one message to wait for holds for all of this process: asking again for each would only be refused again. A minute's
   * wait is handed out as places in a line, so that they do not all come back in one moment for thirty places.
   */
  async #allowed<Answer>(allowance: Allowance, call: () => Promise<Answer>): Promise<Answer> {
    const line = this.#lines[allowance];
    const nowMs = this.#now();
    if (nowMs < line.fullUntilMs) {
      const isLong = line.fullUntilMs - nowMs > LONG_WAIT_MS;
      if (isLong) line.lastPlaceMs = Math.max(line.lastPlaceMs, line.fullUntilMs) + PLACE_MS;
      const retryAfterMs = Math.min((isLong ? line.lastPlaceMs : line.fullUntilMs) - nowMs, PLACE_MAX_MS);
      throw new PactError('Pact’s limit is reached, as it has said before', { code: 'PACT_RATE_LIMITED', retryAfterMs });
    }
    try {
      return await call();
    } catch (error) {
      if (error instanceof PactError && error.code === 'PACT_RATE_LIMITED') line.fullUntilMs = this.#now() + (error.retryAfterMs ?? 0);
      throw error;
    }
  }

  async #call<Schema extends z.ZodType>(schema: Schema, request: AxiosRequestConfig, kind: 'send' | 'read'): Promise<z.output<Schema>> {
    const { status, data } = await this.#http.request<unknown>(request).catch((error: unknown) => {
      throw failureOf(error, kind);
    });
    if (status < 200 || status > 299) throw refusalOf(status, data, kind);
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    throw new PactError('Pact answered something we cannot read', { code: kind === 'send' ? 'PACT_UNKNOWN' : 'PACT_UNREACHABLE' });
  }
}

/** Only a send can be half done; a read that failed has changed nothing. */
function failureOf(error: unknown, kind: 'send' | 'read'): PactError {
  const code = isAxiosError(error) ? error.code : undefined;
  const unknown = kind === 'send' && !neverLeft(code);
  const what = unknown ? 'Pact took the message and did not answer' : 'Pact cannot be reached';
  return new PactError(`${what}: ${code ?? 'no answer'}`, { code: unknown ? 'PACT_UNKNOWN' : 'PACT_UNREACHABLE' });
}
