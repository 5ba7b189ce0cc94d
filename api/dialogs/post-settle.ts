import * as z from 'zod';
import type { Endpoint } from '../endpoint.ts';
import { commandEndpoint, type CommandDeps } from './command.ts';
import { by } from './words.schema.ts';

const body = z
  .strictObject({
    by,
    effectId: z.string().min(1).max(200).meta({ description: 'An id of unknownEffects in GET /dialogs/{key}.' }),
    happened: z.boolean().meta({ description: '«ушло» or «не ушло».' }),
  })
  .meta({ id: 'Settle' });

/** SPEC D-91. */
export const postSettle = (deps: CommandDeps): Endpoint =>
  commandEndpoint(
    {
      name: 'settle',
      path: 'settle',
      summary: 'A manager says whether something of unknown fate happened',
      description: 'Nothing is repeated until then.',
      body,
      refusals: ['NO_SUCH_EFFECT'],
    },
    deps,
  );
