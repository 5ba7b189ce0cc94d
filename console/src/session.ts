import { signal } from '@preact/signals';
import type { Session } from '../../api/session/session.ts';
import type { Settings } from '../../api/settings/get-settings.ts';
import { ask, Refusal } from './api.ts';

export type Me = NonNullable<Session['operator']>;

export interface Manager {
  id: number;
  name: string;
}

/** Undefined: not asked yet; null: nobody has logged in. */
export const me = signal<Me | null | undefined>(undefined);
/** The API could not be asked who we are. */
export const unreachable = signal<string | undefined>(undefined);
export const settings = signal<Settings>({ zone: 'Europe/Moscow', stages: {}, reasonWords: {}, temporalUrl: null, crmUrl: null });
/** Who leads dialogs, for names instead of numbers. */
export const managers = signal<readonly Manager[]>([]);

/** Asks who we are; afterwards the right page shows. */
export async function checkSession(): Promise<void> {
  try {
    const { operator } = await ask<Session>('GET', '/session');
    if (operator === null) return void (me.value = null);
    const [shown, people] = await Promise.all([ask<Settings>('GET', '/settings'), ask<{ managers: Manager[] }>('GET', '/managers')]);
    settings.value = shown;
    managers.value = people.managers;
    me.value = operator;
    unreachable.value = undefined;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'UNAUTHORIZED') me.value = null;
    else unreachable.value = error instanceof Error ? error.message : 'Эстафета не отвечает.';
  }
}

/** Errors: Refusal. */
export async function logIn(token: string): Promise<void> {
  await ask('POST', '/session', { token });
  await checkSession();
}

export async function logOut(): Promise<void> {
  await ask('DELETE', '/session').catch(() => undefined);
  me.value = null;
}

export const mayAct = (): boolean => me.value?.role === 'manager' || me.value?.role === 'admin';

export const managerName = (id: number | null | undefined): string | undefined =>
  id == null ? undefined : managers.value.find((one) => one.id === id)?.name;
