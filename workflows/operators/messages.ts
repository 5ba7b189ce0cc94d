import { defineSignal } from '@temporalio/workflow';

/** The one workflow that knows who may log in (docs/decisions/023). */
export const OPERATORS_WORKFLOW_ID = 'operators';
/** Its memo's key: read without a worker and without a query. */
export const OPERATORS_MEMO = 'operators';

/** A viewer looks, a manager leads dialogs, an admin also decides who may log in. */
export const ROLES = ['viewer', 'manager', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Somebody of the sanatorium who may log in to the console. */
export interface Operator {
  id: string;
  name: string;
  role: Role;
  /** Who they are in amoCRM; a viewer need not be anybody there. */
  amocrmUserId?: number;
  /** SHA-256 of the token, in hex: the token itself is shown once and kept nowhere. */
  tokenHash: string;
  admittedAtMs: number;
  revokedAtMs?: number;
}

export interface Revocation {
  id: string;
  atMs: number;
}

export const operatorAdmittedSignal = defineSignal<[Operator]>('operatorAdmitted');
export const operatorRevokedSignal = defineSignal<[Revocation]>('operatorRevoked');
