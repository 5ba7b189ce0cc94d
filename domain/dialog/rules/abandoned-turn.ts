import type { Dialog } from '../dialog.ts';
import { botFallsSilent } from './sends.ts';

/** The dialog leaves the bot: a turn under way is abandoned, one that was not asked yet never is (SPEC D-50). */
export function turnAbandoned(dialog: Dialog): Dialog {
  const { turn, ...without } = dialog;
  if (turn === undefined) return dialog;
  return turn.stage === 'asked' ? { ...dialog, turn: { ...turn, abandoned: true } } : without;
}

/**
 * The bot falls silent for now: what it was about to say is dropped, but a handoff's text waits, and what answers a return stays an
 * answer to it (SPEC D-55, D-56).
 */
export function paused(dialog: Dialog): Dialog {
  const resume = dialog.episode.resume || dialog.turn?.trigger === 'resumed';
  const silent = turnAbandoned(botFallsSilent(dialog, ({ purpose }) => purpose === 'handoff'));
  return { ...silent, episode: { ...silent.episode, resume } };
}
