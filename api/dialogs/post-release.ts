import * as z from 'zod';
import type { Endpoint } from '../endpoint.ts';
import { commandEndpoint, type CommandDeps } from './command.ts';
import { by } from './words.schema.ts';

const body = z.strictObject({ by }).meta({ id: 'Release' });

/** SPEC D-51, D-54. */
export const postRelease = (deps: CommandDeps): Endpoint =>
  commandEndpoint(
    {
      name: 'release',
      path: 'release',
      summary: 'The dialog goes back to the bot',
      description: 'Anyone may release. The bot answers what is pending, beginning with the words of return.',
      body,
      refusals: ['NOT_WITH_MANAGER'],
    },
    deps,
  );
