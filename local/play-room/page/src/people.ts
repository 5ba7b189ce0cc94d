/** Who may act in the CRM, by the names its simulator knows. */
export const PEOPLE = { anna: 'Анна', boris: 'Борис', senior: 'Старший' } as const;
export type Person = keyof typeof PEOPLE;
