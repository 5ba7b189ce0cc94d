import { isGrpcServiceError, type Connection } from '@temporalio/client';
import Long from 'long';
import { SEARCH_ATTRIBUTES } from '../../config/search-attributes.ts';

/** Long enough to look into what happened; then what people wrote is gone (facts/temporal_production.md §4). */
const RETENTION = { seconds: Long.fromNumber(30 * 24 * 3600) };
const TYPES = { KEYWORD: 2, INT: 3, DATETIME: 6 } as const; // temporal.api.enums.v1.IndexedValueType
const ALREADY_EXISTS = 6;

/** Namespace and search attributes, on any server, as often as you like. Errors: the server's, e.g. no rights. */
export async function register(connection: Connection, namespace: string): Promise<void> {
  await registerNamespace(connection, namespace);
  await registerSearchAttributes(connection, namespace);
}

/** The namespace with at least our retention: a development server makes its own with one day. */
async function registerNamespace({ workflowService }: Connection, namespace: string): Promise<void> {
  try {
    await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: RETENTION });
  } catch (error) {
    if (!isGrpcServiceError(error) || Number(error.code) !== ALREADY_EXISTS) throw error;
    const { config } = await workflowService.describeNamespace({ namespace });
    const retained = config?.workflowExecutionRetentionTtl?.seconds ?? Long.ZERO;
    if (RETENTION.seconds.gt(retained))
      await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: RETENTION } });
  }
}

/** Only those that are missing. Errors: MistypedAttributes, where some servers would pass over it in silence. */
async function registerSearchAttributes({ operatorService }: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const ours = Object.entries(SEARCH_ATTRIBUTES);
  const mistyped = ours.filter(([name, type]) => (customAttributes[name] ?? TYPES[type]) !== TYPES[type]).map(([name]) => name);
  if (mistyped.length > 0) throw new MistypedAttributes(namespace, mistyped);
  const missing = ours.filter(([name]) => customAttributes[name] === undefined);
  if (missing.length > 0) await operatorService.addSearchAttributes({ namespace, searchAttributes: typed(missing) });
}

/** For a server that cannot list what it has, such as the time-skipping one. Errors: the server's, where one exists already. */
export async function addSearchAttributes({ operatorService }: Connection, namespace: string): Promise<void> {
  await operatorService.addSearchAttributes({ namespace, searchAttributes: typed(Object.entries(SEARCH_ATTRIBUTES)) });
}

const typed = (attributes: readonly (readonly [string, keyof typeof TYPES])[]): Record<string, number> =>
  Object.fromEntries(attributes.map(([name, type]) => [name, TYPES[type]]));

/** Somebody has made our search attributes with other types: no list would show or filter by them. */
export class MistypedAttributes extends Error {
  override readonly name = 'MistypedAttributes';

  constructor(namespace: string, attributes: readonly string[]) {
    super(
      `In Temporal’s namespace ${namespace} these search attributes have another type than ours: ${attributes.join(', ')}. Remove them there and start again.`,
    );
  }
}
