import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import * as z from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { jsonBody } from '../middleware/bodies.ts';
import { widgetUserOf } from './auth.ts';
import { leadId, mark, widgetCard } from './card.schema.ts';
import type { Look, Seen } from './look.ts';
import type { Passes } from './pass.ts';
import type { WidgetUser } from './token.ts';

export interface PostCardDeps {
  dialogWorkflows: Pick<DialogWorkflows, 'command'>;
  look: Look;
  passes: Passes;
  letIn: RequestHandler;
  log: Logger;
  now: () => number | Promise<number>;
}

const body = z
  .strictObject({
    leadId,
    opened: z.boolean().meta({ description: 'The card has just been opened and nobody has been told yet (SPEC D-55).' }),
  })
  .meta({ id: 'WidgetCardAsked' });
const answer = z
  .object({ card: widgetCard, mark, pass: z.string().meta({ description: 'For looking on at this card for 15 minutes.' }) })
  .meta({ id: 'WidgetCardAnswer' });

/** What the card shows; its opening is told to every dialog on the lead, and each decides for itself whose act it is (SPEC D-55). */
export function postCard({ dialogWorkflows, look, passes, letIn, log, now }: PostCardDeps): Endpoint {
  const tellOpened = async ({ rows }: Seen, lead: number, { userId, tokenId }: WidgetUser): Promise<void> => {
    const command = { by: { id: userId, name: await look.nameOf(userId) }, leadId: lead };
    const outcomes = await Promise.allSettled(rows.map(({ key }) => dialogWorkflows.command(key, 'cardOpened', command, tokenId)));
    const refused = outcomes.filter(({ status }) => status === 'rejected').length;
    if (refused > 0)
      log.info({ leadId: lead, dialogs: outcomes.length, refused }, 'The opening of the card changed nothing in some dialogs');
  };

  const handle: RequestHandler = async (request, response) => {
    const user = widgetUserOf(response);
    const { leadId: lead, opened } = parsed(body, request.body);
    let seen = await look.at(lead);
    if (opened && seen.rows.length > 0) {
      await tellOpened(seen, lead, user);
      seen = await look.at(lead);
    }
    const [card, pass] = await Promise.all([
      look.cardOf(seen, user.userId),
      passes.issue({ userId: user.userId, leadId: lead }, await now()),
    ]);
    response.json({ card, mark: seen.mark, pass });
  };

  return {
    method: 'post',
    path: '/widget/card',
    access: 'widgetToken',
    operation: {
      operationId: 'widgetCard',
      tags: ['Widget'],
      summary: 'Who leads the dialog of this lead',
      description: 'The opening is a take by the responsible manager; it lapses unless a word, a button or a hold follows (SPEC D-55).',
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
      responses: {
        ...ok('What the card shows.', answer),
        ...problems('MALFORMED_BODY', 'WIDGET_TOKEN_REFUSED', 'WIDGET_OFF', 'BODY_TOO_LARGE', 'NO_WORKER', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [letIn, jsonBody, handle],
  };
}
