import type { RequestHandler } from 'express';
import * as z from 'zod';
import { ok, problems, type Endpoint } from '../endpoint.ts';

/** What the console needs to speak as the sanatorium does, and where it links to. */
export const settings = z
  .object({
    zone: z.string().meta({ description: 'The time zone people read times in: an IANA name or a fixed offset.' }),
    stages: z.record(z.string(), z.string()).meta({ description: 'Names of the stages by code, in the order of the funnel.' }),
    reasonWords: z.record(z.string(), z.string()).meta({ description: 'Why the bot steps back, in words, by code (SPEC D-30).' }),
    temporalUrl: z.string().nullable().meta({ description: 'The namespace in Temporal’s Web UI.' }),
    crmUrl: z.string().nullable().meta({ description: 'amoCRM as people open it.' }),
  })
  .meta({ id: 'Settings' });

export type Settings = z.infer<typeof settings>;

export function getSettings({ settings: shown }: { settings: Settings }): Endpoint {
  const handle: RequestHandler = (_request, response) => {
    response.json(shown);
  };
  return {
    method: 'get',
    path: '/settings',
    access: 'viewer',
    operation: {
      operationId: 'getSettings',
      tags: ['Operators'],
      summary: 'What the console needs of the settings',
      responses: { ...ok('They change with a start only.', settings), ...problems('UNAUTHORIZED') },
    },
    handlers: [handle],
  };
}
