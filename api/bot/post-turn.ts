import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { issuesOf, problems, type Endpoint } from '../endpoint.ts';
import { textBody } from '../middleware/bodies.ts';
import { Problem } from '../problem.ts';
import { botAnswer, documentedAnswer } from './answer.schema.ts';
import { isSignedByUs } from './callback-url.ts';

export interface PostTurnDeps {
  dialogWorkflows: DialogWorkflows;
  botSecret: string;
}

const id = z.string().min(1).max(500);
const query = z.object({ workflowId: id, activityId: id, sig: id.meta({ description: 'Our signature over the three ids.' }) });

/** A bot that answered 202 says here what it has decided. The turn waits for it until its deadline (DESIGN §5). */
export function postTurn({ dialogWorkflows, botSecret }: PostTurnDeps): Endpoint {
  /** Before the body is read: a stranger gets no further. */
  const requireSignature: RequestHandler<{ turnId: string }> = (request, _response, next) => {
    const signed = query.safeParse(request.query);
    if (!signed.success || !isSignedByUs({ ...signed.data, turnId: request.params.turnId }, signed.data.sig, botSecret))
      throw new Problem('CALLBACK_NOT_SIGNED', 'The address was changed on the way, or another secret signed it.');
    next();
  };

  const handle: RequestHandler<{ turnId: string }> = async (request, response) => {
    const { workflowId, activityId } = query.parse(request.query);
    const turn = { turnId: request.params.turnId, workflowId, activityId };
    const answer = botAnswer.safeParse(jsonIn(request.body));
    if (answer.success) {
      await dialogWorkflows.botAnswered(turn, answer.data);
      response.sendStatus(204);
      return;
    }
    const issues = answer.error.issues.flatMap(issuesOf);
    const places = issues.map(({ path }) => path || '(the whole)').join(', ');
    await dialogWorkflows.botMalformed(turn, places.slice(0, 500));
    throw new Problem('BOT_MALFORMED', `It does not fit at ${places}.`, { extras: { issues } });
  };

  return {
    method: 'post',
    path: '/bot/turns/:turnId',
    access: 'signedAddress',
    operation: {
      operationId: 'postTurn',
      tags: ['Bot'],
      summary: 'The answer of a bot that needed longer',
      description:
        'Only for a turn that was answered 202, at its callbackUrl and before its deadline. An answer that does not fit ends the turn: a manager gets the dialog.',
      requestParams: { path: z.object({ turnId: id }), query },
      requestBody: { required: true, content: { 'application/json': { schema: documentedAnswer } } },
      responses: {
        '204': { description: 'Taken.' },
        ...problems('BOT_MALFORMED', 'CALLBACK_NOT_SIGNED', 'TURN_OVER', 'BODY_TOO_LARGE', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [requireSignature, textBody, handle],
  };
}

/** Undefined when it is no JSON: then the answer is malformed like any other that does not fit, and ends the turn. */
function jsonIn(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}
