import type { Dialog } from './dialog.ts';
import type { Effect } from './effects.ts';

/** What of the outbox starts now: the dialog that knows it, and the effects to carry out. */
export interface Started {
  dialog: Dialog;
  effects: readonly Effect[];
}

export const nothing = (dialog: Dialog): Started => ({ dialog, effects: [] });
