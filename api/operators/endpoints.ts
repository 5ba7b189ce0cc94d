import type { RequestHandler } from 'express';
import * as z from 'zod';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { jsonBody } from '../middleware/bodies.ts';
import { Problem } from '../problem.ts';
import { operator, role } from './operator.schema.ts';
import { shown, type Operators } from './operators.ts';

interface OperatorsEndpointDeps {
  operators: Operators;
}

const admission = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    role,
    amocrmUserId: z.int().positive().exactOptional().meta({ description: 'Who they are in amoCRM; only a viewer may be nobody there.' }),
  })
  .refine(({ role: given, amocrmUserId }) => given === 'viewer' || amocrmUserId !== undefined, {
    path: ['amocrmUserId'],
    message: 'must be given for a manager or an admin: they act in their own name',
  })
  .meta({ id: 'Admission' });

export function getOperators({ operators }: OperatorsEndpointDeps): Endpoint {
  const handle: RequestHandler = async (_request, response) => {
    response.json({ operators: (await operators.list()).map(shown) });
  };
  return {
    method: 'get',
    path: '/operators',
    access: 'admin',
    operation: {
      operationId: 'getOperators',
      tags: ['Operators'],
      summary: 'Who may log in, and who could',
      responses: {
        ...ok('Everybody, those who were revoked too.', z.object({ operators: z.array(operator) })),
        ...problems('UNAUTHORIZED', 'FORBIDDEN', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [handle],
  };
}

export function postOperators({ operators }: OperatorsEndpointDeps): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const { operator: admitted, token } = await operators.admit(parsed(admission, request.body));
    response.status(201).json({ operator: shown(admitted), token });
  };
  return {
    method: 'post',
    path: '/operators',
    access: 'admin',
    operation: {
      operationId: 'admitOperator',
      tags: ['Operators'],
      summary: 'Let somebody log in',
      requestBody: { required: true, content: { 'application/json': { schema: admission } } },
      responses: {
        '201': {
          description: 'Their token, which is told only now.',
          content: { 'application/json': { schema: z.object({ operator, token: z.string() }) } },
        },
        ...problems('MALFORMED_BODY', 'UNAUTHORIZED', 'FORBIDDEN', 'BODY_TOO_LARGE', 'NO_WORKER', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [jsonBody, handle],
  };
}

export function postRevoke({ operators }: OperatorsEndpointDeps): Endpoint {
  const handle: RequestHandler<{ id: string }> = async (request, response) => {
    if (!(await operators.revoke(request.params.id))) throw new Problem('UNKNOWN_OPERATOR', 'Nobody has this id.');
    response.sendStatus(204);
  };
  return {
    method: 'post',
    path: '/operators/:id/revoke',
    access: 'admin',
    operation: {
      operationId: 'revokeOperator',
      tags: ['Operators'],
      summary: 'Their token is good for nothing any more',
      requestParams: { path: z.object({ id: z.string() }) },
      responses: {
        '204': { description: 'Revoked. Another process of the API may still let them in for two seconds.' },
        ...problems('UNAUTHORIZED', 'FORBIDDEN', 'UNKNOWN_OPERATOR', 'NO_WORKER', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [handle],
  };
}

/** Whom the console can name instead of an amoCRM user id. */
export function getManagers({ operators }: OperatorsEndpointDeps): Endpoint {
  const handle: RequestHandler = async (_request, response) => {
    const managers = (await operators.list()).flatMap(({ amocrmUserId, name }) =>
      amocrmUserId === undefined ? [] : [{ id: amocrmUserId, name }],
    );
    response.json({ managers: [...new Map(managers.map((one) => [one.id, one])).values()] });
  };
  return {
    method: 'get',
    path: '/managers',
    access: 'viewer',
    operation: {
      operationId: 'getManagers',
      tags: ['Operators'],
      summary: 'Who leads dialogs, and who did',
      responses: {
        ...ok(
          'By amoCRM user id.',
          z.object({ managers: z.array(z.object({ id: z.int().meta({ description: 'amoCRM user id.' }), name: z.string() })) }),
        ),
        ...problems('UNAUTHORIZED', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [handle],
  };
}
