import { Refusal } from './refusal.ts';

/** A story and a moved clock both take a dialog through time: one of them at a time. */
export class Doings {
  private present: { sentence: string; end: AbortController; over: Promise<void> } | undefined;

  /** Begins and does not wait. Errors: Refusal while something else goes on. */
  begin(sentence: string, work: (signal: AbortSignal) => Promise<void>): void {
    if (this.present !== undefined) throw new Refusal(409, this.present.sentence);
    const end = new AbortController();
    const over = work(end.signal).finally(() => {
      this.present = undefined;
    });
    this.present = { sentence, end, over };
  }

  /** Resolves when it has ended. */
  async stop(): Promise<void> {
    this.present?.end.abort();
    await this.present?.over;
  }
}
