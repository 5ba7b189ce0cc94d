import * as z from 'zod';
import type { Endpoint } from '../endpoint.ts';
import { commandEndpoint, type CommandDeps } from './command.ts';
import { by } from './words.schema.ts';

const body = z.strictObject({ by, text: z.string().max(100_000) }).meta({ id: 'Say' });

/** SPEC D-58. */
export const postSay = (deps: CommandDeps): Endpoint =>
  commandEndpoint(
    {
      name: 'say',
      path: 'say',
      summary: 'A manager writes to the client through Estafeta',
      description: 'It is a take, and the text goes out as it is. The answer means accepted, not delivered.',
      body,
      refusals: ['TEXT_EMPTY', 'TEXT_TOO_LONG'],
    },
    deps,
  );
