import * as z from 'zod';
import { ROLES } from '../../workflows/operators/messages.ts';

export const role = z
  .enum(ROLES)
  .meta({ id: 'Role', description: 'A viewer looks, a manager leads dialogs, an admin also decides who may log in.' });

/** Whoever may log in, as the outside reads them. */
export const operator = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    amocrmUserId: z.int().optional(),
    admittedAtMs: z.int(),
    revokedAtMs: z.int().optional().meta({ description: 'Since then their token is good for nothing.' }),
  })
  .meta({ id: 'Operator' });
