import type { Line } from './audience.ts';
import { moscowTime } from './moscow-time.ts';

const GAP = 3;

/** A line of a scenario in two columns: the chat on the left, the CRM beside it; a passage of time stands across. */
export function inColumns(line: Line, width: number): string {
  const left = Math.floor((width - GAP) * 0.55);
  const right = width - GAP - left;
  const clock = moscowTime(line.atMs);
  switch (line.kind) {
    case 'chat':
      return indented(`${clock} ${line.who.padEnd(8)} `, line.text, left, 0);
    case 'crm':
      return indented(`${clock} `, line.text, right, left + GAP);
    case 'time':
      return `${' '.repeat(Math.max(0, left - 8))}· · · ${line.text} · · ·`;
    case 'seen':
      return indented('✓ ', line.text, left, 6);
  }
}

/** Wrapped at words; what follows the first row stands under its text. */
function indented(head: string, text: string, width: number, margin: number): string {
  const rows = text.split('\n').flatMap((paragraph) => wrapped(paragraph, Math.max(20, width - head.length)));
  return rows
    .filter((row, place) => row !== '' || place === 0)
    .map((row, place) => `${' '.repeat(margin)}${place === 0 ? head : ' '.repeat(head.length)}${row}`)
    .join('\n');
}

function wrapped(paragraph: string, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of paragraph.split(' ')) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (longer.length > width && row !== '') {
      rows.push(row);
      row = word;
    } else {
      row = longer;
    }
  }
  return [...rows, row];
}
