import type { Dialog } from '../dialog.ts';

/** The dialog leaves the bot: a turn under way is abandoned, one that was not asked yet never is (SPEC D-50). */
export function turnAbandoned(dialog: Dialog): Dialog {
  const { turn, ...without } = dialog;
  if (turn === undefined) return dialog;
  return turn.stage === 'asked' ? { ...dialog, turn: { ...turn, abandoned: true } } : without;
}
