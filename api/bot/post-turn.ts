import type { RequestHandler } from 'express';
import * as z from 'zod';
import { BotError, botAnswerBody, parseBotAnswer } from '../../activities/bot/client.ts';
import type { BotAnswer } from '../../domain/dialog/bot.ts';
import type { BotTurnAddress, DialogWorkflows } from '../dialog-workflows.ts';
import { problems, type Endpoint } from '../endpoint.ts';
import { textBody } from '../middleware/bodies.ts';
import { Problem } from '../problem.ts';
import { isSignedByUs } from './callback-url.ts';

export interface PostTurnDeps {
  dialogWorkflows: DialogWorkflows;
  botSecret: string;
}

const id = z.string().min(1).max(500);
const query = z.object({
  workflowId: id,
  runId: id.optional(),
  activityId: id,
  sig: id.meta({ description: 'Our signature over the ids.' }),
});

/** A bot that answered 202 says here what it has decided. The turn waits for it until its deadline (DESIGN §5). */
export function postTurn({ dialogWorkflows, botSecret }: PostTurnDeps): Endpoint {
  /** Before the body is read: a stranger gets no further. */
  const requireSignature: RequestHandler<{ turnId: string }> = (request, _response, next) => {
    const signed = query.safeParse(request.query);
    if (!signed.success || !isSignedByUs(addressIn(signed.data, request.params.turnId), signed.data.sig, botSecret))
      throw new Problem('CALLBACK_NOT_SIGNED', 'The address was changed on the way, or another secret signed it.');
    next();
  };

  const handle: RequestHandler<{ turnId: string }> = async (request, response) => {
    const turn = addressIn(query.parse(request.query), request.params.turnId);
    const answer = answerIn(request.body);
    if (answer instanceof BotError) {
      await dialogWorkflows.botMalformed(turn, answer.message);
      throw new Problem('BOT_MALFORMED', `${answer.message}.`);
    }
    await dialogWorkflows.botAnswered(turn, answer);
    response.sendStatus(204);
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
      requestBody: { required: true, content: { 'application/json': { schema: botAnswerBody.meta({ id: 'BotAnswer' }) } } },
      responses: {
        '204': { description: 'Taken.' },
        ...problems('BOT_MALFORMED', 'CALLBACK_NOT_SIGNED', 'TURN_OVER', 'BODY_TOO_LARGE', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [requireSignature, textBody, handle],
  };
}

const addressIn = ({ workflowId, runId, activityId }: z.output<typeof query>, turnId: string): BotTurnAddress => ({
  turnId,
  workflowId,
  ...(runId === undefined ? {} : { runId }),
  activityId,
});

/** The same reading as that of a 200 (DESIGN §5): a bot may answer at once or later. */
function answerIn(body: unknown): BotAnswer | BotError {
  try {
    return parseBotAnswer(jsonIn(body));
  } catch (error) {
    if (error instanceof BotError) return error;
    throw error;
  }
}

/** Undefined when it is no JSON: then the answer is malformed like any other that does not fit, and ends the turn. */
function jsonIn(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}
