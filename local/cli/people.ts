import type { Manager } from '../../domain/dialog/dialog.ts';

/** The people of the amoCRM simulator's seed, by the names its controls know. */
export const PEOPLE = {
  anna: { id: 9500001, name: 'Анна' },
  boris: { id: 9500002, name: 'Борис' },
  senior: { id: 9500003, name: 'Старший' },
} as const satisfies Readonly<Record<string, Manager & { name: string }>>;

export type Person = keyof typeof PEOPLE;
export const isPerson = (name: string): name is Person => Object.hasOwn(PEOPLE, name);
