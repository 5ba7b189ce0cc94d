import type { Delivery } from './controls.ts';

const MOST_REMEMBERED = 1000;

/**
 * A turn that is asked again (a retry after a lost answer) gets the answer it got before. Only answers are remembered: an error was none,
 * so its retry is a fresh question.
 */
export class GivenAnswers {
  private readonly byTurnId = new Map<string, Delivery>();

  get(turnId: string): Delivery | undefined {
    return this.byTurnId.get(turnId);
  }

  remember(turnId: string, delivery: Delivery): void {
    if (delivery.status !== 200) return;
    this.byTurnId.set(turnId, delivery);
    for (const oldest of this.byTurnId.keys()) {
      if (this.byTurnId.size <= MOST_REMEMBERED) return;
      this.byTurnId.delete(oldest);
    }
  }

  reset(): void {
    this.byTurnId.clear();
  }
}
