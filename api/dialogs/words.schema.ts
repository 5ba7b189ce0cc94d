import * as z from 'zod';

/** Words that several dialog endpoints share, as the outside sees them. */

export const contactKey = z
  .string()
  .regex(/^[\w-]{1,128}$/)
  .meta({
    id: 'DialogKey',
    description: 'Our own id of the contact; never the phone. GET /dialogs?phone=… tells it.',
    example: 'k7q2mZr9',
  });

export const stateName = z
  .enum(['withBot', 'awaitingManager', 'withManager', 'closed'])
  .meta({ id: 'DialogState', description: 'Who may talk to the client now.' });

const manager = z
  .strictObject({
    id: z.int().positive().meta({ description: 'amoCRM user id.' }),
    name: z.string().trim().min(1).max(200),
  })
  .meta({ id: 'Manager', example: { id: 9500001, name: 'Анна' } });

/** The acting manager, where a program acts for one; who has logged in acts in their own name. */
export const by = manager.exactOptional().meta({ description: 'With API_TOKEN: who acts. Who has logged in leaves it out.' });

export const commandAnswer = z
  .object({
    state: stateName,
    previous: stateName.meta({ description: 'The state before the command.' }),
    holder: z.object({ id: z.int().optional(), name: z.string().optional() }).nullable(),
    nowMs: z.int().meta({ description: 'The clock of the dialog, epoch milliseconds.' }),
  })
  .meta({ id: 'CommandAnswer' });

export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters')
  .meta({
    description: 'The same key is carried out once; give it to repeat a command whose answer was lost. Nothing personal in it.',
    example: 'f3b0c6de-take-1',
  });
