import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { contactKey } from '../dialogs/words.schema.ts';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { jsonBody } from '../middleware/bodies.ts';
import { Problem, type ProblemCode } from '../problem.ts';
import { widgetUserOf } from './auth.ts';
import { leadId, shownCard } from './card.schema.ts';
import type { Look } from './look.ts';

export interface ActDeps {
  dialogWorkflows: Pick<DialogWorkflows, 'command' | 'list'>;
  look: Look;
  letIn: RequestHandler;
}

const dialog = { leadId, key: contactKey.meta({ description: 'Of the dialog on the screen.' }) };

interface ActSpec<Body extends { leadId: number; key: string }> {
  name: 'take' | 'release';
  summary: string;
  body: z.ZodType<Body>;
  refusals: readonly ProblemCode[];
}

/** A button of the card: on the dialog that the person saw, as long as it is on that lead. */
function act<Body extends { leadId: number; key: string }>(
  { name, summary, body, refusals }: ActSpec<Body>,
  { dialogWorkflows, look, letIn }: ActDeps,
): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const { userId, tokenId } = widgetUserOf(response);
    const { leadId: lead, key, ...asked } = parsed(body, request.body);
    const { dialogs } = await dialogWorkflows.list({ leadId: lead, contactKey: key, pageSize: 1 });
    if (dialogs.length === 0) throw new Problem('UNKNOWN_DIALOG', 'На этой сделке такого диалога нет.');
    await dialogWorkflows.command(key, name, { by: { id: userId, name: await look.nameOf(userId) }, ...asked }, tokenId);
    const seen = await look.at(lead);
    response.json({ card: await look.cardOf(seen, userId), mark: seen.mark });
  };
  return {
    method: 'post',
    path: `/widget/${name}`,
    access: 'widgetToken',
    operation: {
      operationId: `widget${name === 'take' ? 'Take' : 'Release'}`,
      tags: ['Widget'],
      summary,
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
      responses: {
        ...ok('Carried out; this is how the card looks now.', shownCard),
        ...problems(
          'MALFORMED_BODY',
          'WIDGET_TOKEN_REFUSED',
          'WIDGET_OFF',
          'UNKNOWN_DIALOG',
          'CONFLICT',
          'REFUSED',
          'BODY_TOO_LARGE',
          'NO_WORKER',
          'TEMPORAL_AWAY',
          ...refusals,
        ),
      },
    },
    handlers: [letIn, jsonBody, handle],
  };
}

/** SPEC D-50, D-54. */
export const postWidgetTake = (deps: ActDeps): Endpoint =>
  act(
    {
      name: 'take',
      summary: '«Взять» in the card',
      body: z
        .strictObject({ ...dialog, force: z.boolean().exactOptional().meta({ description: 'Although another manager has it.' }) })
        .meta({ id: 'WidgetTake' }),
      refusals: ['ALREADY_TAKEN'],
    },
    deps,
  );

/** SPEC D-51. */
export const postWidgetRelease = (deps: ActDeps): Endpoint =>
  act(
    {
      name: 'release',
      summary: '«Вернуть боту» in the card',
      body: z.strictObject(dialog).meta({ id: 'WidgetRelease' }),
      refusals: ['NOT_WITH_MANAGER'],
    },
    deps,
  );
