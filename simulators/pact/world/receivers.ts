import { COMPANY_ID, type PactState } from './state.ts';

/** Someone who hears events now. */
export interface Receiver {
  id: number;
  url: string;
  /** The first and its repeats; then the event is lost for good. */
  attempts: number;
}

/** The company's own `webhook_url` of API v1; the ids of webhooks start at 1. */
const COMPANY_HOOK_ID = 0;
/** Five repeats (facts/pact.md §3.5). */
const ATTEMPTS = 6;
/** Ten repeats in v1. */
const ATTEMPTS_V1 = 11;

export function receiversOfV2({ webhooks }: PactState): Receiver[] {
  return webhooks.filter(({ active }) => active).map(({ id, url }) => ({ id, url, attempts: ATTEMPTS }));
}

/** The company's address, and on request the v2 webhooks too: both may hear of one message (facts/pact.md §3.7). */
export function receiversOfV1(state: PactState): Receiver[] {
  const url = state.companies.get(COMPANY_ID)?.webhookUrl ?? null;
  const own = url === null ? [] : [{ id: COMPANY_HOOK_ID, url, attempts: ATTEMPTS_V1 }];
  return state.settings.v1_events === 'also' ? [...receiversOfV2(state), ...own] : own;
}

export function allReceivers(state: PactState): Receiver[] {
  return [...receiversOfV2(state), ...receiversOfV1(state).filter(({ id }) => id === COMPANY_HOOK_ID)];
}
