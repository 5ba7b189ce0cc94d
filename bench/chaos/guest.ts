import { setTimeout as wait } from 'node:timers/promises';
import { PactPhone } from '../../local/cli/pact-phone.ts';
import { seeded } from '../kill/random.ts';
import type { AskedGuest } from './asked.ts';
import type { Stage } from './stage.ts';
import { QUESTIONS } from './words.ts';

const LOOK_EVERY_MS = 200;

/** One guest of a schedule: writes, waits a little or not at all, and remembers what was asked and when. */
export class ChaosGuest {
  readonly asked: AskedGuest;
  readonly random: () => number;
  readonly pact: PactPhone;
  private readonly questions: string[];

  constructor({ phone, part, seed }: { phone: string; part: string; seed: number }, stage: Stage) {
    this.asked = { phone, part, written: [], acts: [] };
    this.random = seeded(seed);
    this.pact = new PactPhone({ url: stage.stack.urls.pact, phone, name: 'Гость' });
    const first = Math.floor(this.random() * QUESTIONS.length);
    this.questions = QUESTIONS.map((_, at) => QUESTIONS[(first + at) % QUESTIONS.length] ?? '');
  }

  async writes(text: string): Promise<void> {
    this.asked.written.push({ text, atMs: Date.now() });
    await this.pact.write(text);
  }

  /** Questions, each at most so long after the one before: they may or may not have been answered by then. */
  async asks(count: number, patienceMs = 1_500): Promise<void> {
    for (const question of this.questions.splice(0, count)) {
      await this.writes(question);
      await this.waitsForAnswer(this.random() < 0.3 ? 0 : patienceMs);
    }
  }

  async waitsForAnswer(withinMs: number): Promise<void> {
    for (const untilMs = Date.now() + withinMs; Date.now() < untilMs; await wait(LOOK_EVERY_MS)) {
      if ((await this.pact.transcript()).at(-1)?.income === false) break;
    }
    await wait(50 + this.random() * 400);
  }
}
