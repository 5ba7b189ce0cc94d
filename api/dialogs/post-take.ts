import * as z from 'zod';
import type { Endpoint } from '../endpoint.ts';
import { commandEndpoint, type CommandDeps } from './command.ts';
import { by } from './words.schema.ts';

const body = z
  .strictObject({ by, force: z.boolean().exactOptional().meta({ description: 'Take it although another manager has it.' }) })
  .meta({ id: 'Take' });

/** SPEC D-50, D-54. */
export const postTake = (deps: CommandDeps): Endpoint =>
  commandEndpoint(
    {
      name: 'take',
      path: 'take',
      summary: 'A manager takes the dialog',
      description: 'From the answer on no bot message leaves. Refused while another manager has it, unless the body says `"force": true`.',
      body,
      refusals: ['ALREADY_TAKEN'],
    },
    deps,
  );
