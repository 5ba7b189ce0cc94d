import { ROBOT } from '../world/moment.ts';
import type { State } from '../world/state.ts';
import { Sorry } from './sorry.ts';

/** By alias («anna»), name («Анна») or id. Who was dismissed cannot act. */
export function userId(state: State, who: string | number): number {
  if (who === 'robot' || who === ROBOT) return ROBOT;
  const user = state.users.find(({ alias, name, id }) => alias === who || name === who || id === Number(who));
  if (user === undefined)
    throw new Sorry(`There is nobody called «${who}». People: ${state.users.map(({ alias }) => alias).join(', ')}, robot.`, 400);
  if (!user.is_active) throw new Sorry(`${user.alias} is not active.`);
  return user.id;
}
