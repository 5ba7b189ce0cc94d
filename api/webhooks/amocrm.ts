import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import * as z from 'zod';
import type { WebhookCounter } from '../counters.ts';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { issuesOf, problems, type Endpoint } from '../endpoint.ts';
import { requireSecretInPath } from '../middleware/auth.ts';
import { textBody } from '../middleware/bodies.ts';
import { Problem } from '../problem.ts';
import { readAmocrmForm } from './amocrm-changes.ts';
import { amocrmForm, decodeForm } from './amocrm.schema.ts';

export interface AmocrmWebhookDeps {
  dialogWorkflows: DialogWorkflows;
  accountId: number;
  webhookSecret: string;
  count: WebhookCounter;
  log: Logger;
}

/** POST /webhooks/amocrm/:secret/. amoCRM waits 2 s and switches the webhook off after too many refusals (facts/amocrm.md §8.3). */
export function amocrmWebhook({ dialogWorkflows, accountId, webhookSecret, count, log }: AmocrmWebhookDeps): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const form = typeof request.body === 'string' ? decodeForm(request.body) : undefined;
    if (form === undefined) throw new Problem('MALFORMED_BODY', 'The body is not an urlencoded form.');
    const read = amocrmForm.safeParse(form);
    if (!read.success)
      throw new Problem('MALFORMED_BODY', 'The form is not built as amoCRM builds it.', {
        extras: { issues: read.error.issues.flatMap(issuesOf) },
      });
    const { account } = read.data;
    if (account?.id !== undefined && account.id !== String(accountId)) {
      log.info({ why: 'otherAccount' }, 'Dropped an amoCRM event');
      count('amocrm', 'otherAccount');
    } else {
      const { changes, unreadable } = readAmocrmForm(read.data);
      if (unreadable > 0) log.warn({ unreadable }, 'Parts of an amoCRM event cannot be read');
      await Promise.all(changes.map((change) => dialogWorkflows.crmChanged(change)));
      count('amocrm', changes.length > 0 ? 'changed' : unreadable > 0 ? 'unreadable' : 'notForUs');
    }
    response.sendStatus(200);
  };

  return {
    method: 'post',
    path: '/webhooks/amocrm/:secret',
    access: 'secretInPath',
    operation: {
      operationId: 'amocrmWebhook',
      tags: ['Webhooks'],
      summary: 'What amoCRM reports',
      description:
        'Register it with a slash at the end. Several entities and actions may come in one body; what is not for us is answered 200 and dropped.',
      requestParams: { path: z.object({ secret: z.string() }) },
      requestBody: {
        required: true,
        content: { 'application/x-www-form-urlencoded': { schema: z.looseObject({ account: z.looseObject({ id: z.string() }) }) } },
      },
      responses: {
        '200': { description: 'Stored, or not for us.' },
        ...problems('MALFORMED_BODY', 'NOT_FOUND', 'BODY_TOO_LARGE', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [requireSecretInPath(webhookSecret), textBody, handle],
  };
}
