import * as z from 'zod';
import { PROBLEMS } from './problem.ts';

/** The body of every refusal (RFC 9457). */
export const problemBody = z
  .object({
    type: z.string().meta({ description: 'A name for the kind of problem: urn:estafeta:problem:CODE.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened, why, and what to do next.' }),
    instance: z.string().meta({ description: 'The request id; the log has the same one.' }),
    code: z.enum(Object.keys(PROBLEMS)).meta({ description: 'What a program branches on.' }),
    issues: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Each place of the body or query that does not fit.' }),
  })
  .meta({ id: 'Problem' });
