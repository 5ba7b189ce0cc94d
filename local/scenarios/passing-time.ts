import type { DialogClock } from './dialog-clock.ts';
import { nextMoscow } from './moscow-time.ts';
import type { Observer } from './observer.ts';

const MINUTE_MS = 60_000;
/** A little more than SPEC D-06 waits. */
const QUIET_MS = 9_000;
/**
 * How far past something planned we go: what it sets off must be over before the clock arrives, and no timer that it starts may end in the
 * last seconds before (see fastForward). The product waits 1 to 20 s or 30 s and more before it tries anything again.
 */
const ROOM_MS = 27_000;

/** Lets the dialog's time pass: from one thing it has planned to the next, and looks after each. */
export class PassingTime {
  private readonly observer: Observer;
  private readonly clock: DialogClock;

  constructor(observer: Observer, clock: DialogClock) {
    this.observer = observer;
    this.clock = clock;
  }

  /** The client's pause after which the bot answers (SPEC D-06), and the answer. */
  async quiet(): Promise<void> {
    await this.passTo((await this.clock.nowMs()) + QUIET_MS);
  }

  async minutes(count: number): Promise<void> {
    await this.observer.tell('time', count % 60 === 0 ? `проходит ${count / 60} ч` : `проходит ${count} мин`);
    await this.passTo((await this.clock.nowMs()) + count * MINUTE_MS);
  }

  async hours(count: number): Promise<void> {
    await this.minutes(count * 60);
  }

  /** To the next Moscow `time` («HH:MM»). */
  async until(time: string): Promise<void> {
    await this.observer.tell('time', `время идёт до ${time}`);
    await this.passTo(nextMoscow(time, await this.clock.nowMs()));
  }

  private async passTo(targetMs: number): Promise<void> {
    for (;;) {
      await this.observer.settled();
      const nowMs = await this.clock.nowMs();
      if (nowMs >= targetMs) return;
      const alarmMs = this.observer.view?.nextAlarm?.atMs;
      await this.clock.forwardTo(alarmMs !== undefined && alarmMs > nowMs && alarmMs <= targetMs ? alarmMs + ROOM_MS : targetMs);
    }
  }
}
