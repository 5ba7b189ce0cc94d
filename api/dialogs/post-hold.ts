import * as z from 'zod';
import type { Endpoint } from '../endpoint.ts';
import { commandEndpoint, type CommandDeps } from './command.ts';
import { by } from './words.schema.ts';

const body = z
  .strictObject({
    by,
    untilMs: z.int().positive().meta({ description: 'On the clock of the dialog (nowMs of GET /dialogs/{key}), at most 24 h ahead.' }),
  })
  .meta({ id: 'Hold' });

/** SPEC D-52. */
export const postHold = (deps: CommandDeps): Endpoint =>
  commandEndpoint(
    {
      name: 'hold',
      path: 'hold',
      summary: 'A manager keeps the dialog until a time they name',
      description: 'Silence does not return it before. It is a take where nobody has the dialog.',
      body,
      refusals: ['ALREADY_TAKEN', 'HOLD_TOO_LONG', 'HOLD_IN_PAST'],
    },
    deps,
  );
