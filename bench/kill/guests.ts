import { setTimeout as wait } from 'node:timers/promises';
import { PactPhone } from '../../local/cli/pact-phone.ts';

/** Each has one answer of its own in the bot's knowledge base, so that a text sent twice shows. */
const QUESTIONS = [
  'Есть ли у вас парковка?',
  'Есть ли бассейн?',
  'Есть ли в санатории вай-фай?',
  'Есть ли спортзал?',
  'Берёте ли вы курортный сбор?',
];
const LAST_WORD = 'Позовите, пожалуйста, менеджера';
const LOOK_EVERY_MS = 100;
/** Longer than anything an outage of a few seconds can cost. */
const ANSWER_WITHIN_MS = 90_000;

export interface Written {
  text: string;
  atMs: number;
  answeredAtMs?: number;
}

/** Somebody who asks a few questions, each after the answer to the one before, and in the end wants a person. */
export class KillGuest {
  readonly phone: string;
  readonly written: Written[] = [];
  /** Nobody answered them: the load does not go on with this guest. */
  gaveUp = false;
  private readonly pact: PactPhone;

  constructor(phone: string, pactUrl: string) {
    this.phone = phone;
    this.pact = new PactPhone({ url: pactUrl, phone, name: 'Гость' });
  }

  get waitsSinceMs(): number | undefined {
    const last = this.written.at(-1);
    return last !== undefined && last.answeredAtMs === undefined ? last.atMs : undefined;
  }

  async converse(random: () => number, stopped: AbortSignal): Promise<void> {
    const first = Math.floor(random() * QUESTIONS.length);
    const asked = [0, 1, 2].map((step) => QUESTIONS[(first + step) % QUESTIONS.length] ?? LAST_WORD);
    for (const text of [...asked, LAST_WORD]) {
      if (stopped.aborted || this.gaveUp) return;
      await this.ask(text);
      await wait(200 + random() * 800);
    }
  }

  private async ask(text: string): Promise<void> {
    const message: Written = { text, atMs: Date.now() };
    this.written.push(message);
    await this.pact.write(text);
    while (Date.now() < message.atMs + ANSWER_WITHIN_MS && !this.gaveUp) {
      const last = (await this.pact.transcript()).at(-1);
      if (last !== undefined && !last.income) {
        message.answeredAtMs = Date.now();
        return;
      }
      await wait(LOOK_EVERY_MS);
    }
    this.gaveUp = true;
  }
}

/** Several guests at once; who has said all makes room for a new one. */
export class Load {
  readonly guests: KillGuest[] = [];
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[] = [];
  private readonly atOnce: number;

  constructor(atOnce: number, pactUrl: string, random: () => number) {
    this.atOnce = atOnce;
    for (let place = 0; place < atOnce; place += 1) this.running.push(this.keepTalking(pactUrl, random));
  }

  /** Those who have not said all yet. */
  present(): readonly KillGuest[] {
    return this.guests.slice(-2 * this.atOnce); // of the others nothing can be in flight
  }

  /** Those whose answer is awaited now. */
  waiting(): readonly KillGuest[] {
    return this.guests.filter(({ waitsSinceMs, gaveUp }) => waitsSinceMs !== undefined && !gaveUp);
  }

  /** Lets each get the answer they wait for. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  /** The stage goes away under them. */
  abandon(): void {
    this.stopping.abort();
    for (const guest of this.guests) guest.gaveUp = true;
    for (const talk of this.running) talk.catch(() => undefined);
  }

  private async keepTalking(pactUrl: string, random: () => number): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const guest = new KillGuest(`7901${String(this.guests.length).padStart(7, '0')}`, pactUrl);
      this.guests.push(guest);
      await guest.converse(random, this.stopping.signal);
    }
  }
}
