import type { Manager } from '../../domain/dialog/dialog.ts';

/** The people of the amoCRM simulator's seed. */
export const PEOPLE = {
  anna: { id: 9500001, name: 'Анна' },
  boris: { id: 9500002, name: 'Борис' },
} as const satisfies Readonly<Record<string, Manager & { name: string }>>;
export type Person = keyof typeof PEOPLE;
