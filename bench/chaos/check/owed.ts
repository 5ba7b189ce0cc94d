import { markerOf } from './doubled.ts';
import type { GuestEvidence } from './evidence.ts';

const FUNNEL = ['Новая заявка', 'Проведена консультация', 'Предварительная бронь'];
/** What «Ведёт диалог» says of a state (SPEC D-53). */
const LEADERS: Readonly<Record<string, string>> = { withBot: 'Бот', awaitingManager: 'Ждёт менеджера', withManager: 'Менеджер' };

/** What the CRM was owed and has not got, or not in its order (SPEC D-16, D-94). */
export function owed({ dialog, crm: { leads, tasks, writes } }: GuestEvidence): string[] {
  if (dialog === undefined) return ['there is no dialog'];
  const found = dialog.owed.map(({ what, tries }) => `still owed after ${tries} tries: ${what}`);
  found.push(...dialog.unknown.filter(({ what }) => what !== 'send').map(({ what }) => `a write of unknown fate: ${what}`));
  const [lead] = leads;
  if (lead === undefined) found.push('there is no lead');
  else if (lead.leader !== LEADERS[dialog.state]) found.push(`the dialog is ${dialog.state}, and the card says «${String(lead.leader)}»`);
  found.push(...tasks.filter(({ on }) => on !== `leads/${lead?.id}`).map(({ type, on }) => `a task «${type}» on ${on}, not on the lead`));
  const written = tasks.map(({ text }) => markerOf(text));
  for (const { marker } of writes.filter(({ what }) => what === 'task'))
    if (!written.includes(marker)) found.push(`the task ${marker} was written and is not there`);
  return [...found, ...stages(writes), ...order(writes)];
}

type Writes = GuestEvidence['crm']['writes'];

/** Only forwards, and over no stage (SPEC D-61, D-62). */
function stages(writes: Writes): string[] {
  const moves = writes.filter(({ what }) => what === 'move').map(({ stage = '' }) => stage);
  return moves.flatMap((stage, at) => {
    const from = at === 0 ? FUNNEL[0] : moves[at - 1];
    return FUNNEL.indexOf(stage) === FUNNEL.indexOf(from ?? '') + 1 ? [] : [`moved from «${from}» to «${stage}»`];
  });
}

/** Markers count up in the order in which it was decided. */
function order(writes: Writes): string[] {
  const numbers = writes.flatMap(({ marker }) => {
    const number = /-[a-z](\d+)$/u.exec(marker ?? '')?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  return numbers.flatMap((number, at) => {
    const before = numbers[at - 1];
    return before === undefined || before < number ? [] : [`write ${number} was done after write ${before}`];
  });
}
