import type { CommandAnswer } from '../../workflows/dialog/messages.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { RecordingDoor } from '../api/recording-door.ts';
import { aRow, aView } from './dialog-seen.ts';

/** A recording door with dialogs on one lead: each tells something of its own and may refuse. */
export class FamilyDoor extends RecordingDoor {
  readonly #views: Record<string, DialogView> = {};
  /** What commands to a dialog end with, by its key. */
  refusals: Record<string, unknown> = {};

  /** Instead of those before. The mark moves, as it does when a dialog changes. */
  has(views: Record<string, Partial<DialogView>>): void {
    const person = { name: 'Мария', phone: '+7 *** 11-22' };
    this.page = { dialogs: Object.keys(views).map((key) => aRow(key, { person })), nextPage: null };
    for (const [key, view] of Object.entries(views)) this.#views[key] = aView(view);
    this.markNow = `${this.markNow}+`;
  }

  /** What managers asked of which dialog. */
  get commands(): unknown[][] {
    return this.calls.filter(([name]) => name === 'command').map(([, ...args]) => args.slice(0, 3));
  }

  override async view(key: string): Promise<DialogView> {
    await super.view(key);
    return this.#views[key] ?? aView();
  }

  override async command(key: string, ...rest: unknown[]): Promise<CommandAnswer> {
    const answer = await super.command(key, ...rest);
    if (this.refusals[key] !== undefined) throw this.refusals[key];
    return answer;
  }
}
