import type { Simulator } from './stage.ts';

/** A request of a simulator that goes wrong (its README, «Scripted faults»). */
export interface SimFault {
  method?: string;
  path?: string;
  kind: 'status' | 'html' | 'lost' | 'slow' | 'reset';
  status?: number;
  every?: number;
  times?: number;
  delay_ms?: number;
}

export interface WebhookTrouble {
  drop?: number;
  repeat?: number;
  reorder?: boolean;
}

export interface Trouble {
  simulator: Simulator;
  faults?: readonly SimFault[];
  webhooks?: WebhookTrouble;
}

type Post = (simulator: Simulator, path: string, body: object) => Promise<unknown>;

/** Schedules run side by side and a simulator has one script: this is the sum of all that lasts now. */
export class Troubles {
  private readonly lasting = new Set<Trouble>();
  private readonly post: Post;
  private last: Promise<unknown> = Promise.resolve();

  constructor(post: Post) {
    this.post = post;
  }

  /** Returns how to end it. Errors: the simulator's refusal. */
  async begin(trouble: Trouble): Promise<() => Promise<void>> {
    this.lasting.add(trouble);
    await this.tell(trouble.simulator);
    return async () => {
      this.lasting.delete(trouble);
      await this.tell(trouble.simulator);
    };
  }

  private async tell(simulator: Simulator): Promise<void> {
    const before = this.last;
    const told = (async () => {
      await before.catch(() => undefined);
      const own = [...this.lasting].filter((trouble) => trouble.simulator === simulator);
      const script = { faults: own.flatMap(({ faults = [] }) => faults).toSorted(rarestFirst) };
      await this.post(simulator, 'faults', simulator === 'bot' ? script : { ...script, webhooks: together(own) });
    })();
    this.last = told;
    await told;
  }
}

/** The first that fires is the only one: what hits each request would hide the rest. */
const rarestFirst = (one: SimFault, other: SimFault): number => (other.every ?? 1) - (one.every ?? 1);

function together(troubles: readonly Trouble[]): WebhookTrouble {
  const all = troubles.flatMap(({ webhooks }) => webhooks ?? []);
  const drops = all.flatMap(({ drop }) => drop ?? []);
  const repeats = all.flatMap(({ repeat }) => repeat ?? []);
  return {
    ...(drops.length > 0 ? { drop: Math.min(...drops) } : {}),
    ...(repeats.length > 0 ? { repeat: Math.max(...repeats) } : {}),
    ...(all.some(({ reorder }) => reorder) ? { reorder: true } : {}),
  };
}
