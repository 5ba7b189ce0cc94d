/** Starts a timer that calls `fired` at that moment. */
export type StartTimer = (atMs: number, why: string, fired: () => void) => void;

/**
 * Wakes the loop although nobody wrote. A running timer is never cancelled: a new one starts only when the deadline is earlier
 * than every timer already running, so all armed instants are remembered. A firing means “look at the clock”, never “the
 * deadline passed” (facts/temporal_proved.md §2).
 */
export class Alarm {
  private readonly armedAtMs: number[] = [];
  private readonly startTimer: StartTimer;
  private rang = false;

  constructor(startTimer: StartTimer) {
    this.startTimer = startTimer;
  }

  set(deadline: { atMs: number; why: string } | undefined): void {
    if (deadline === undefined || this.armedAtMs.some((atMs) => atMs <= deadline.atMs)) return;
    const { atMs } = deadline;
    this.armedAtMs.push(atMs);
    this.startTimer(atMs, deadline.why, () => {
      this.armedAtMs.splice(this.armedAtMs.indexOf(atMs), 1);
      this.rang = true;
    });
  }

  ringing(): boolean {
    return this.rang;
  }

  hush(): void {
    this.rang = false;
  }
}
