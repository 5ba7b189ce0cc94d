import Long from 'long';
import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../config/search-attributes.ts';

const RETENTION_SECONDS = 30 * 24 * 3600;
const TYPES = { KEYWORD: 2, INT: 3, DATETIME: 6 } as const; // temporal.api.enums.v1.IndexedValueType
const ALREADY_EXISTS = 6;

/** Namespace and search attributes, on any server, as often as you like. Errors: the server's, e.g. no rights. */
export async function register(connection: Connection, namespace: string): Promise<void> {
  await connection.workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds: Long.fromNumber(RETENTION_SECONDS) } })
    .catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === ALREADY_EXISTS)) throw error;
    });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, TYPES[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}
