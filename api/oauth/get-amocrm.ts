import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { parsed, problems, type Endpoint } from '../endpoint.ts';
import { secretCheck } from '../middleware/same-secret.ts';
import { Problem } from '../problem.ts';
import { oauthState } from './state.ts';

export interface GetAmocrmDeps {
  dialogWorkflows: DialogWorkflows;
  webhookSecret: string;
}

const Query = z.looseObject({
  state: z.string().default('').meta({ description: 'As in the link of `npm run setup:amocrm`.' }),
  code: z.string().min(1).max(4_000).optional().meta({ description: 'Good for one exchange within 20 minutes.' }),
  error: z.string().max(200).optional().meta({ description: '`access_denied` where the administrator refused.' }),
});

/**
 * GET /oauth/amocrm: where amoCRM sends an administrator who has agreed (facts/amocrm.md §1.2). amoCRM itself calls it too when the widget
 * is switched on, without a state: that is refused, since anybody could do it.
 */
export function getAmocrm({ dialogWorkflows, webhookSecret }: GetAmocrmDeps): Endpoint {
  const isState = secretCheck(oauthState(webhookSecret));
  const handle: RequestHandler = async (request, response) => {
    const { state, code, error } = parsed(Query, request.query, 'MALFORMED_QUERY');
    if (!isState(state)) throw new Problem('NOT_FOUND', 'This is not a link that Estafeta gave out.');
    response.type('text/plain; charset=utf-8').set('Cache-Control', 'no-store');
    if (code === undefined) {
      response
        .status(400)
        .send(`amoCRM не дала доступа${error === undefined ? '' : ` (${error})`}. Откройте ссылку ещё раз и согласитесь.\n`);
      return;
    }
    await dialogWorkflows.amocrmAuthorized(code);
    response.send('amoCRM подключается: через несколько секунд Эстафета начнёт с ней работать. Окно можно закрыть.\n');
  };
  return {
    method: 'get',
    path: '/oauth/amocrm',
    access: 'signedAddress',
    operation: {
      operationId: 'amocrmAuthorized',
      tags: ['amoCRM'],
      summary: 'An administrator of amoCRM has agreed',
      description: 'amoCRM sends the administrator’s browser here. Nothing to call by hand.',
      requestParams: { query: Query },
      responses: {
        '200': { description: 'Stored; the tokens are being fetched.', content: { 'text/plain': { schema: z.string() } } },
        ...problems('MALFORMED_QUERY', 'NOT_FOUND', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [handle],
  };
}
