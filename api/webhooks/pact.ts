import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { WebhookCounter } from '../counters.ts';
import { problems, type Endpoint } from '../endpoint.ts';
import { requireSecretInPath } from '../middleware/auth.ts';
import { jsonBody } from '../middleware/bodies.ts';
import { Problem } from '../problem.ts';
import { passOn, type PassOnDeps } from './pact-dialogs.ts';
import { readPactEvent } from './pact-news.ts';

export interface PactWebhookDeps extends PassOnDeps {
  companyId: number;
  webhookSecret: string;
  count: WebhookCounter;
  now: () => number | Promise<number>;
}

/** POST /webhooks/pact/:secret. Says exactly 200, and only once Temporal has stored it (D-92); until then Pact repeats it. */
export function pactWebhook({ webhookSecret, companyId, count, now, ...deps }: PactWebhookDeps): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const body: unknown = request.body;
    if (!isEvent(body)) throw new Problem('MALFORMED_BODY', 'The body is not a JSON object, or an empty one.');
    const news = readPactEvent(body, companyId, await now());
    await passOn(news, body, deps);
    count('pact', news.what === 'dropped' ? news.why : news.what);
    response.sendStatus(200);
  };

  return {
    method: 'post',
    path: '/webhooks/pact/:secret',
    access: 'secretInPath',
    operation: {
      operationId: 'pactWebhook',
      tags: ['Webhooks'],
      summary: 'What Pact reports',
      description: 'Pact repeats an event until it is answered exactly 200. What is not for us is answered 200 and dropped.',
      requestParams: { path: z.object({ secret: z.string() }) },
      requestBody: { required: true, content: { 'application/json': { schema: z.looseObject({ event: z.string(), type: z.string() }) } } },
      responses: {
        '200': { description: 'Stored, or not for us.' },
        ...problems('MALFORMED_BODY', 'NOT_FOUND', 'BODY_TOO_LARGE', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [requireSecretInPath(webhookSecret), jsonBody, handle],
  };
}

/** The body parser makes `{}` of an empty body. */
const isEvent = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && !Array.isArray(body) && Object.keys(body).length > 0;
