import type { Dialog, Led, Manager } from '../dialog.ts';
import type { Policy } from '../policy.ts';

/** A person whom nothing names may be anybody: their message is taken for the holder's own (SPEC D-54). */
export function isSamePerson(holder: Manager, by: Manager): boolean {
  if (by.id === undefined && by.name === undefined) return true;
  return holder.id !== undefined && by.id !== undefined ? holder.id === by.id : holder.name !== undefined && holder.name === by.name;
}

export const nameOf = ({ name, id }: Manager, { texts }: Policy): string =>
  name ?? (id === undefined ? texts.unknownManager : `менеджер ${id}`);

/** Since when, and why, the dialog is led as it is. An awaited manager is awaited since the handoff, whoever only looked meanwhile (SPEC D-55). */
export function ledNow({ state, led }: Dialog, { reasonWords }: Policy): Led | undefined {
  if (state.name !== 'awaitingManager') return led;
  return { sinceMs: state.handoff.atMs, because: reasonWords[state.handoff.reason] };
}
