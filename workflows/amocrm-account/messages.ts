import { defineQuery, defineSignal } from '@temporalio/workflow';

/** One account of amoCRM for the whole product, so one workflow. */
export const AMOCRM_ACCOUNT_WORKFLOW_ID = 'amocrm-account';
/** Every worker waits here for its turn to speak with amoCRM. */
export const AMOCRM_ACCOUNT_TASK_QUEUE = 'amocrm-account';

/** What the account's access stands on. Empty with a long-lived token, and before an administrator has agreed. */
export interface AmocrmAccount {
  tokens?: SealedTokens;
  /** amoCRM takes neither token any more: an administrator has to agree again. */
  refused?: true;
}

/** A pair of amoCRM's tokens that only a worker can open; the history is readable in clear. */
export interface SealedTokens {
  sealed: string;
  /** A new pair is asked for then, long before the access token expires. */
  renewAtMs: number;
}

/** An administrator has agreed: the code that amoCRM gave for it, good for one exchange. */
export const authorizedSignal = defineSignal<[string]>('authorized');
/** amoCRM has refused the access token of this pair (its sealed form). */
export const tokenRefusedSignal = defineSignal<[string]>('tokenRefused');
export const accountQuery = defineQuery<AmocrmAccount>('account');
