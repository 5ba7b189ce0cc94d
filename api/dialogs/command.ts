import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { jsonBody } from '../middleware/bodies.ts';
import { Problem, type ProblemCode } from '../problem.ts';
import type { CommandName, Commands } from '../temporal/commands.ts';
import { commandAnswer, contactKey, idempotencyKey } from './words.schema.ts';

export interface CommandDeps {
  dialogWorkflows: DialogWorkflows;
}

interface CommandSpec<Name extends CommandName> {
  name: Name;
  path: string;
  summary: string;
  description: string;
  body: z.ZodType<Commands[Name]>;
  /** How this command may be refused. */
  refusals: readonly ProblemCode[];
}

/** A manager's command to a dialog: body in, the dialog's decision out. One file per command says what is its own. */
export function commandEndpoint<Name extends CommandName>(
  { name, path, summary, description, body, refusals }: CommandSpec<Name>,
  { dialogWorkflows }: CommandDeps,
): Endpoint {
  const handle: RequestHandler<{ key: string }> = async (request, response) => {
    const key = keyIn(request.params.key);
    const given = request.get('Idempotency-Key');
    const updateId =
      given === undefined
        ? randomUUID()
        : parsed(z.object({ 'Idempotency-Key': idempotencyKey }), { 'Idempotency-Key': given })['Idempotency-Key'];
    const command = parsed(body, request.body);
    response.json(await dialogWorkflows.command(key, name, command, updateId));
  };
  return {
    method: 'post',
    path: `/dialogs/:key/${path}`,
    access: 'token',
    operation: {
      operationId: name,
      tags: ['Dialogs'],
      summary,
      description,
      requestParams: { path: z.object({ key: contactKey }), header: z.object({ 'Idempotency-Key': idempotencyKey.optional() }) },
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
      responses: {
        ...ok('Carried out; this is how the dialog stands now.', commandAnswer),
        ...problems(
          'MALFORMED_BODY',
          'UNAUTHORIZED',
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
    handlers: [jsonBody, handle],
  };
}

/** A key that no dialog can have is a dialog that does not exist. */
export function keyIn(given: string): string {
  if (!contactKey.safeParse(given).success) throw new Problem('UNKNOWN_DIALOG', 'This is not a key of a dialog.');
  return given;
}
