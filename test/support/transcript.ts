import type { Audience, Line } from '../../local/scenarios/audience.ts';
import { Columns } from '../../local/scenarios/columns.ts';

const WIDTH = 140;

/** Keeps what a scenario shows, to be read as a dialogue when it fails. */
export class Transcript implements Audience {
  private readonly columns = new Columns(WIDTH);
  private readonly rows: string[] = [];

  show(line: Line): void {
    this.rows.push(this.columns.rows(line));
  }

  toString(): string {
    return this.rows.join('\n');
  }
}
