import type { RequestHandler } from 'express';
import * as z from 'zod';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { jsonBody } from '../middleware/bodies.ts';
import { widgetPassOf } from './auth.ts';
import { mark, widgetCard } from './card.schema.ts';
import type { Look } from './look.ts';

const body = z.strictObject({ mark: mark.meta({ description: 'Of the card that is on the screen.' }) }).meta({ id: 'WidgetLook' });
const answer = z
  .object({ card: widgetCard.nullable().meta({ description: 'null: nothing has changed.' }), mark })
  .meta({ id: 'WidgetLookAnswer' });

/** Whether an open card has changed. A dialog that did not move is not asked. */
export function postLook({ look, letIn }: { look: Look; letIn: RequestHandler }): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const { userId, leadId } = widgetPassOf(response);
    const { mark: shown } = parsed(body, request.body);
    const seen = await look.at(leadId);
    response.json({ card: seen.mark === shown ? null : await look.cardOf(seen, userId), mark: seen.mark });
  };
  return {
    method: 'post',
    path: '/widget/look',
    access: 'widgetPass',
    operation: {
      operationId: 'widgetLook',
      tags: ['Widget'],
      summary: 'The card again, if it has changed',
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
      responses: {
        ...ok('The card, or that it is as it was.', answer),
        ...problems('MALFORMED_BODY', 'WIDGET_TOKEN_REFUSED', 'WIDGET_OFF', 'BODY_TOO_LARGE', 'NO_WORKER', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [letIn, jsonBody, handle],
  };
}
