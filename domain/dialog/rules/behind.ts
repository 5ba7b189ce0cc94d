import type { State } from '../dialog.ts';

type Standing = Exclude<State, { name: 'withManager' }> | (Extract<State, { name: 'withManager' }> & { opening?: never; doubt?: never });

/** What it all goes back to if an opening lapses or words prove to be nobody's; the state itself where nothing is in the balance (SPEC D-55, D-56). */
export function behind(state: State): Standing {
  if (state.name !== 'withManager') return state;
  if (state.doubt) return behind(state.doubt.before);
  return state.opening ? state.opening.before : (state as Standing);
}

/** Does a take stand, or is it still in the balance? */
export const isTaken = (state: State): boolean => behind(state).name === 'withManager';
