import type { Player } from '../scenarios/player.ts';
import type { Doings } from './doings.ts';
import type { ClockMove } from './messages.ts';
import { Refusal } from './refusal.ts';

export interface RoomClockDeps {
  player: Player;
  doings: Doings;
  /** Takes the simulators along. */
  goesAlong: (atMs: number) => Promise<void>;
  /** Why no clock can be moved here. */
  trouble: string | null;
}

/** The clock on the wall of the room: moves the dialog of one guest, with everything that happens on the way. */
export class RoomClock {
  /** The last one, or the one under way. */
  move: ClockMove | null = null;
  private readonly deps: RoomClockDeps;

  constructor(deps: RoomClockDeps) {
    this.deps = deps;
  }

  /** Begins; `move` tells how it goes. Errors: Refusal. */
  forward(guest: { phone: string; name: string }, hours: number): void {
    const { doings, trouble } = this.deps;
    if (trouble !== null) throw new Refusal(409, trouble);
    doings.begin('Часы уже переставляются: дождитесь конца.', async (signal) => {
      this.move = { ...guest, hours, state: 'moving', trouble: null };
      const failed = await this.carryOut(guest, hours, signal).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      this.move = { ...guest, hours, state: failed === null ? 'done' : 'failed', trouble: failed };
    });
  }

  private async carryOut(guest: { phone: string; name: string }, hours: number, signal: AbortSignal): Promise<void> {
    const { player, goesAlong } = this.deps;
    const { scene } = await player.sceneOf(guest, { show: () => undefined }, { signal, goesAlong });
    await scene.observer.look();
    if (scene.observer.view === undefined) throw new Error('У этого гостя ещё нет диалога: сначала напишите с его телефона.');
    await scene.time.hours(hours);
  }
}
