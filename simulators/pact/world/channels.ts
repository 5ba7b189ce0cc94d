import type { Auth, PactState, Provider } from './state.ts';

/** A company has one channel of each provider (facts/pact.md §2.7: more only through support). */
export function authOf(state: PactState, provider: Provider): Auth | undefined {
  return state.auths.rows.find((auth) => auth.provider === provider);
}

export function connect(state: PactState, provider: Provider, nowMs: number): Auth {
  return state.auths.add({ provider, state: 'enabled', createdAtMs: nowMs, updatedAtMs: nowMs });
}
