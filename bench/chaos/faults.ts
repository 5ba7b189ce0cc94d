import { setTimeout as wait } from 'node:timers/promises';
import type { Part } from '../../local/part.ts';
import type { PlannedFault } from './plan.ts';
import type { Stage } from './stage.ts';

/** When something was really away: what the product could not do then is not its fault. */
export interface Outage {
  name: string;
  kind: PlannedFault['kind'];
  fromMs: number;
  untilMs: number;
}

/** Carries out what a plan says. Processes die one at a time, links are cut one at a time each. */
export class Faults {
  readonly outages: Outage[] = [];
  /** Parts that ended by themselves; each was started again, as a supervisor would. */
  readonly endedByThemselves: string[] = [];
  private readonly stage: Stage;
  private readonly lines = new Map<string, Promise<void>>();

  constructor(stage: Stage) {
    this.stage = stage;
    const { worker, api } = stage.stack;
    stage.onPartEnd((sentence) => this.endedByItself(sentence.startsWith(worker.name) ? worker : api, sentence));
  }

  async play(plan: readonly PlannedFault[]): Promise<void> {
    const beganAtMs = Date.now();
    await Promise.all(
      plan.map(async (fault) => {
        await wait(Math.max(0, beganAtMs + fault.atMs - Date.now()));
        await this.happen(fault);
      }),
    );
  }

  private async happen(fault: PlannedFault): Promise<void> {
    if (fault.kind === 'trouble') return this.noted(fault, async () => this.trouble(fault));
    const line = fault.kind === 'down' ? 'process' : fault.link;
    const before = this.lines.get(line) ?? Promise.resolve();
    const now = before.then(async () => this.noted(fault, async () => (fault.kind === 'down' ? this.down(fault) : this.cut(fault))));
    this.lines.set(line, now);
    return now;
  }

  private async noted({ name, kind }: PlannedFault, act: () => Promise<void>): Promise<void> {
    const outage: Outage = { name, kind, fromMs: Date.now(), untilMs: Infinity };
    this.outages.push(outage);
    await act();
    outage.untilMs = Date.now();
  }

  private async trouble({ trouble, lastsMs }: Extract<PlannedFault, { kind: 'trouble' }>): Promise<void> {
    const end = await this.stage.troubles.begin(trouble);
    await wait(lastsMs);
    await end();
  }

  private async cut({ link, how, lastsMs }: Extract<PlannedFault, { kind: 'cut' }>): Promise<void> {
    await this.stage.links[link].cut(how);
    await wait(lastsMs);
    await this.stage.links[link].mend();
  }

  private async down({ part, gently, lastsMs }: Extract<PlannedFault, { kind: 'down' }>): Promise<void> {
    const { stack } = this.stage;
    if (part === 'temporal') {
      await stack.killTemporal();
      await wait(lastsMs);
      await stack.startTemporal();
      return;
    }
    await (gently ? stack[part].stop() : stack[part].kill());
    await wait(lastsMs);
    await this.startAgain(stack[part]);
  }

  /** As a supervisor would: again and again, since what it needs may be away. */
  private async startAgain(part: Part): Promise<void> {
    for (;;) {
      let serves = false;
      const ended = (sentence: string): void => {
        if (serves) this.endedByItself(part, sentence);
      };
      serves = await part.start(ended).then(
        () => true,
        () => false,
      );
      if (serves) return;
      await part.kill();
      await wait(500);
    }
  }

  private endedByItself(part: Part, sentence: string): void {
    this.endedByThemselves.push(sentence);
    void this.startAgain(part);
  }
}
