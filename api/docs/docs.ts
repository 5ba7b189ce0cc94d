import { dirname } from 'node:path';
import { createRequire } from 'node:module';
import express, { Router } from 'express';
import type { Endpoint } from '../endpoint.ts';
import { openApiOf } from './openapi.ts';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Estafeta API</title>
    <link rel="icon" href="/docs/assets/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** A file of its own: the content security policy allows no script inside the page. */
const START = `SwaggerUIBundle({ url: '/docs/openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n`;

/** /docs: the description of the API as a page and as openapi.json. Open: it says nothing that the address alone would not. */
export function createDocs(endpoints: readonly Endpoint[]): Router {
  const document = openApiOf(endpoints);
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return Router()
    .get('/docs', (_request, response) => void response.type('html').send(PAGE))
    .get('/docs/start.js', (_request, response) => void response.type('js').send(START))
    .get('/docs/openapi.json', (_request, response) => void response.json(document))
    .use('/docs/assets', express.static(assets, { index: false, maxAge: '1 day', fallthrough: true }));
}
