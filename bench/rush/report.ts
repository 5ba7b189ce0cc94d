import { machine, table } from '../figures.ts';
import type { RushFigures } from './run.ts';

const AMOCRM_PER_SECOND = 7;
const WINDOW_MS = 1_000;

/** The most that came within any second. */
function busiest(atMs: readonly number[], windowMs: number): number {
  const sorted = atMs.toSorted((a, b) => a - b);
  let from = 0;
  let most = 0;
  for (const [to, at] of sorted.entries()) {
    while (at - (sorted[from] ?? at) >= windowMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

interface Line {
  what: string;
  found: string;
  /** Undefined where it is only told. */
  kept?: boolean;
}

function linesOf(figures: RushFigures): Line[] {
  const { guests, workers, tookMs, amocrm, pact, refusedByPact, views, unsettled, answers } = figures;
  const most = busiest(
    amocrm.map(({ atMs }) => atMs),
    WINDOW_MS,
  );
  const tooMany = amocrm.filter(({ status }) => status === 429).length;
  const sends = pact.filter(({ method, path }) => method === 'POST' && /conversations\/\d+\/messages/u.test(path));
  const handedOver = views.filter(({ state }) => state === 'awaitingManager').length;
  const silent = views.filter((view, place) => answers[place] === 0 && view.state !== 'awaitingManager').length;
  return [
    { what: 'guests, workers', found: `${guests}, ${workers}` },
    { what: 'until nothing was owed any more', found: `${Math.round(tookMs / 1_000)} s` },
    { what: 'dialogs that still owe something', found: String(unsettled), kept: unsettled === 0 },
    { what: 'requests at amoCRM', found: String(amocrm.length) },
    { what: 'the most within any second at amoCRM', found: String(most), kept: most <= AMOCRM_PER_SECOND },
    { what: '429 of amoCRM', found: String(tooMany), kept: tooMany === 0 },
    { what: 'sends that Pact took', found: String(sends.filter(({ status }) => status !== undefined && status < 300).length) },
    { what: '429 of Pact', found: String(refusedByPact.length) },
    { what: 'guests with more than one message of ours', found: String(answers.filter((count) => count > 1).length) },
    { what: 'guests handed over', found: String(handedOver) },
    { what: 'guests with neither answer nor manager', found: String(silent), kept: silent === 0 },
  ];
}

export const isKept = (figures: RushFigures): boolean => linesOf(figures).every(({ kept = true }) => kept);

export function report(figures: RushFigures): string {
  const rows = linesOf(figures).map(({ what, found, kept }) => [what, found, kept === undefined ? '' : kept ? 'kept' : 'missed']);
  return `${machine()}\n\n${table(['', 'found', ''], rows)}`;
}
