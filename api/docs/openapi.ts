import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Access, Endpoint } from '../endpoint.ts';

/** The OpenAPI document, made of the same endpoints and schemas that answer requests: it cannot describe another API. */
export function openApiOf(endpoints: readonly Endpoint[]) {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Estafeta',
      version: '1',
      description:
        'Dialogs between guests, a bot and managers. Every refusal is application/problem+json with a `code` to branch on. Times are epoch milliseconds.',
    },
    servers: [{ url: '/' }],
    tags: [{ name: 'Dialogs' }, { name: 'Alerts' }, { name: 'Webhooks' }, { name: 'Bot' }, { name: 'Health' }],
    components: {
      securitySchemes: {
        apiToken: { type: 'http', scheme: 'bearer', description: 'API_TOKEN' },
      },
    },
    paths: pathsOf(endpoints),
  });
}

function pathsOf(endpoints: readonly Endpoint[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const { method, path, access, operation } of endpoints) {
    const described = documentPath(path);
    paths[described] = { ...paths[described], [method]: { ...operation, security: SECURITY[access] } };
  }
  return paths;
}

/** The secret in a webhook's address and our signature of a callback are parts of the address, not schemes of OpenAPI. */
const SECURITY: Readonly<Record<Access, Record<string, string[]>[]>> = {
  open: [],
  token: [{ apiToken: [] }],
  secretInPath: [],
  signedAddress: [],
};

/** `/dialogs/:key` → `/dialogs/{key}`. */
export const documentPath = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');
