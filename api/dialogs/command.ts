import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import * as z from 'zod';
import type { Manager } from '../../domain/dialog/dialog.ts';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { actingManager } from '../middleware/auth.ts';
import { jsonBody } from '../middleware/bodies.ts';
import { Problem, type ProblemCode } from '../problem.ts';
import type { CommandName, Commands } from '../temporal/commands.ts';
import { commandAnswer, contactKey, idempotencyKey } from './words.schema.ts';

export interface CommandDeps {
  dialogWorkflows: DialogWorkflows;
  log: Logger;
}

/** More dialogs than a family has. */
const OTHERS_MAX = 20;

/** As the outside asks for it: an operator need not say who they are. */
type Asked<Command extends { by: Manager }> = Omit<Command, 'by'> & { by?: Manager };

interface CommandSpec<Name extends CommandName> {
  name: Name;
  path: string;
  summary: string;
  description: string;
  body: z.ZodType<Asked<Commands[Name]>>;
  /** How this command may be refused. */
  refusals: readonly ProblemCode[];
  /** The lead whose other dialogs hear it too: two phones of one family are two dialogs (SPEC §10). */
  alsoOnLead?: (command: Commands[Name]) => number;
}

/** A manager's command to a dialog: body in, the dialog's decision out. One file per command says what is its own. */
export function commandEndpoint<Name extends CommandName>(
  { name, path, summary, description, body, refusals, alsoOnLead }: CommandSpec<Name>,
  { dialogWorkflows, log }: CommandDeps,
): Endpoint {
  const handle: RequestHandler<{ key: string }> = async (request, response) => {
    const key = keyIn(request.params.key);
    const updateId = updateIdIn(request);
    const { by, ...asked } = parsed(body, request.body);
    const command = { ...asked, by: actingManager(response, by) } as unknown as Commands[Name];
    const tell = (to: string): ReturnType<DialogWorkflows['command']> => dialogWorkflows.command(to, name, command, updateId);
    const answer = tell(key);
    await Promise.allSettled([answer, alsoOnLead && tellOthers(alsoOnLead(command), key, tell)]); // the others hear it though this one refuses
    response.json(await answer);
  };

  /** Each decides for itself; what they say changes nothing about the answer to the dialog that was asked. */
  const tellOthers = async (leadId: number, asked: string, tell: (key: string) => Promise<unknown>): Promise<void> => {
    try {
      const { dialogs } = await dialogWorkflows.list({ leadId, pageSize: OTHERS_MAX });
      const outcomes = await Promise.allSettled(dialogs.filter(({ key }) => key !== asked).map(({ key }) => tell(key)));
      const refused = outcomes.filter(({ status }) => status === 'rejected').length;
      if (refused > 0) log.info({ leadId, refused }, `Other dialogs on the lead did not take ${name}`);
    } catch (error) {
      log.warn({ leadId, error: error instanceof Error ? error.name : 'unknown' }, `Other dialogs on the lead were not told ${name}`);
    }
  };
  return {
    method: 'post',
    path: `/dialogs/:key/${path}`,
    access: 'manager',
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
          'FORBIDDEN',
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

/** The caller's own id of a command, so that a repeat of it is carried out once; else one of ours. */
export function updateIdIn(request: Pick<Request, 'get'>): string {
  const given = request.get('Idempotency-Key');
  if (given === undefined) return randomUUID();
  return parsed(z.object({ 'Idempotency-Key': idempotencyKey }), { 'Idempotency-Key': given })['Idempotency-Key'];
}

/** A key that no dialog can have is a dialog that does not exist. */
export function keyIn(given: string): string {
  if (!contactKey.safeParse(given).success) throw new Problem('UNKNOWN_DIALOG', 'This is not a key of a dialog.');
  return given;
}
