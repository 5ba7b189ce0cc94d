import type { Line } from './audience.ts';
import { moscowDay, moscowTime } from './moscow-time.ts';

const GAP = 3;
const LEFT_SHARE = 0.55;
const NARROWEST = 20;

/** Lines of one story in two columns: the chat on the left, the CRM on the right; a new day and passing time stand between. */
export class Columns {
  private readonly left: number;
  private readonly right: number;
  private day = '';

  constructor(width: number) {
    this.left = Math.floor((width - GAP) * LEFT_SHARE);
    this.right = width - GAP - this.left;
  }

  rows(line: Line): string {
    const day = moscowDay(line.atMs);
    const isNew = day !== this.day;
    this.day = day;
    return isNew ? `── ${day} ──\n${this.row(line)}` : this.row(line);
  }

  private row({ kind, atMs, text, ...more }: Line): string {
    const clock = moscowTime(atMs);
    switch (kind) {
      case 'chat':
        return hanging(`${clock} ${('who' in more ? more.who : '').padEnd(8)} `, text, { width: this.left, margin: 0 });
      case 'crm':
        return hanging(`${clock} `, text, { width: this.right, margin: this.left + GAP });
      case 'time':
        return `${clock} ··· ${text}`;
      case 'seen':
        return hanging('      ✓ ', text, { width: this.left, margin: 0 });
    }
  }
}

/** Wrapped at words; what follows the first row stands under its text. */
function hanging(head: string, text: string, { width, margin }: { width: number; margin: number }): string {
  return text
    .split('\n')
    .filter((paragraph) => paragraph !== '')
    .flatMap((paragraph) => wrapped(paragraph, Math.max(NARROWEST, width - head.length)))
    .map((row, place) => `${' '.repeat(margin)}${place === 0 ? head : ' '.repeat(head.length)}${row}`)
    .join('\n');
}

function wrapped(paragraph: string, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of paragraph.split(' ')) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (longer.length <= width || row === '') {
      row = longer;
    } else {
      rows.push(row);
      row = word;
    }
  }
  return [...rows, row];
}
