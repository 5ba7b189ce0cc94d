import * as z from 'zod';
import type { Endpoint } from '../endpoint.ts';
import { commandEndpoint, type CommandDeps } from './command.ts';
import { by } from './words.schema.ts';

const body = z.strictObject({ by, leadId: z.int().positive() }).meta({ id: 'CardOpened' });

/** SPEC D-55. */
export const postCardOpened = (deps: CommandDeps): Endpoint =>
  commandEndpoint(
    {
      name: 'cardOpened',
      path: 'card-opened',
      summary: 'A manager has opened the lead in the CRM',
      description:
        'A take if they are its responsible manager; it lapses unless a word, a button or a hold follows. The lead’s other dialogs hear it too.',
      body,
      refusals: ['NOT_RESPONSIBLE'],
      alsoOnLead: ({ leadId }) => leadId,
    },
    deps,
  );
