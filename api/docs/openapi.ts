import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Access, Endpoint } from '../endpoint.ts';
import { SESSION_COOKIE } from '../middleware/auth.ts';
import { WIDGET_PASS_HEADER, WIDGET_TOKEN_HEADER } from '../middleware/headers.ts';

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
    tags: [
      { name: 'Dialogs' },
      { name: 'Alerts' },
      { name: 'Operators' },
      { name: 'Widget' },
      { name: 'Webhooks' },
      { name: 'Bot' },
      { name: 'Health' },
    ],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'API_TOKEN, or the token of somebody who may log in.' },
        session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'Set by POST /session.' },
        widgetToken: {
          type: 'apiKey',
          in: 'header',
          name: WIDGET_TOKEN_HEADER,
          description: 'amoCRM’s one-time token, good for one request.',
        },
        widgetPass: { type: 'apiKey', in: 'header', name: WIDGET_PASS_HEADER, description: 'Of POST /widget/card; good for looking on.' },
      },
    },
    paths: pathsOf(endpoints),
  });
}

function pathsOf(endpoints: readonly Endpoint[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const { method, path, access, operation } of endpoints) {
    const described = documentPath(path);
    paths[described] = { ...paths[described], [method]: { ...operation, security: SECURITY[access], ...roleOf(access) } };
  }
  return paths;
}

const LOGGED_IN = [{ token: [] }, { session: [] }];

/** The secret in a webhook's address and our signature of a callback are parts of the address, not schemes of OpenAPI. */
const SECURITY: Readonly<Record<Access, Record<string, string[]>[]>> = {
  open: [],
  viewer: LOGGED_IN,
  manager: LOGGED_IN,
  admin: LOGGED_IN,
  secretInPath: [],
  signedAddress: [],
  widgetToken: [{ widgetToken: [] }],
  widgetPass: [{ widgetPass: [] }],
};

/** OpenAPI's schemes know no roles of a cookie. */
const roleOf = (access: Access): { 'x-role'?: Access } => (SECURITY[access] === LOGGED_IN ? { 'x-role': access } : {});

/** `/dialogs/:key` → `/dialogs/{key}`. */
export const documentPath = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');
