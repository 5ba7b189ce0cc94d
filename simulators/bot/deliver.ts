import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'express';
import type { Webhook } from 'standardwebhooks';
import type { Delivery } from './controls.ts';

const CALLBACK_TRIES = 3;
const CALLBACK_PAUSE_MS = 500;

/** A body as it goes over the wire: strings raw, so that a script can send what is not JSON. */
function wireBody({ body }: Delivery): string {
  return typeof body === 'string' ? body : JSON.stringify(body ?? null);
}

export async function answerNow(res: Response, delivery: Delivery, delayMs: number, stopped: AbortSignal): Promise<void> {
  if (delayMs > 0) await sleep(delayMs, undefined, { signal: stopped });
  res.status(delivery.status).type('application/json').send(wireBody(delivery));
}

export interface Callback {
  url: string;
  turnId: string;
  delivery: Delivery;
  delayMs: number;
}

/** Brings answers to callback URLs, signed like the question with the turn id as webhook-id, so that Estafeta need not trust the address alone. */
export class CallbackSender {
  private readonly webhook: Webhook;
  private readonly stopped: AbortSignal;
  private readonly underWay = new Set<string>();

  constructor(webhook: Webhook, stopped: AbortSignal) {
    this.webhook = webhook;
    this.stopped = stopped;
  }

  /** The status the callback was answered with; `undefined` if the same turn's callback is on its way already. */
  async send(callback: Callback): Promise<number | 'failed' | undefined> {
    if (this.underWay.has(callback.turnId)) return undefined;
    this.underWay.add(callback.turnId);
    try {
      if (callback.delayMs > 0) await sleep(callback.delayMs, undefined, { signal: this.stopped });
      return await this.post(callback);
    } catch {
      return 'failed';
    } finally {
      this.underWay.delete(callback.turnId);
    }
  }

  /** A stale turn is answered 409 and the like: only silence and 5xx are worth another try. */
  private async post(callback: Callback): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const status = await this.postOnce(callback);
        if (status < 500 || attempt === CALLBACK_TRIES) return status;
      } catch (error) {
        if (attempt === CALLBACK_TRIES || this.stopped.aborted) throw error;
      }
      await sleep(CALLBACK_PAUSE_MS, undefined, { signal: this.stopped });
    }
  }

  private async postOnce({ url, turnId, delivery }: Callback): Promise<number> {
    const body = wireBody(delivery);
    // The wall clock: a receiver compares it with its own and refuses what is five minutes off.
    const signedAt = new Date();
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': turnId,
        'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
        'webhook-signature': this.webhook.sign(turnId, signedAt, body),
      },
      body,
      signal: this.stopped,
    });
    await response.arrayBuffer();
    return response.status;
  }
}
