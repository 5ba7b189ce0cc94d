import { z } from 'zod';
import { findCard, statusOf } from '../world/moment.ts';
import { receivePayment } from '../world/robots.ts';
import type { State } from '../world/state.ts';
import { Sorry } from './sorry.ts';

export const PayBody = z.strictObject({ lead: z.int() });

/** The guest pays: amoCRM's own robot moves the lead, nobody else does (SPEC D-61). */
export function pay(state: State, nowMs: number, { lead: id }: z.infer<typeof PayBody>): Record<string, unknown> {
  const lead = findCard(state, 'leads', id);
  if (lead === undefined) throw new Sorry(`There is no lead ${id}.`, 404);
  const refused = receivePayment(state, nowMs, lead);
  if (refused !== undefined) throw new Sorry(refused);
  return { lead: id, stage: statusOf(state, lead).name };
}
