import { z } from 'zod';
import { noteChatMessage } from '../world/chats.ts';
import type { State } from '../world/state.ts';
import { userId } from './people.ts';
import { Sorry } from './sorry.ts';

export const ChatMessageBody = z
  .strictObject({
    phone: z.string().min(5),
    surface: z.enum(['client', 'amo', 'api', 'pact', 'phone']),
    as: z.union([z.string(), z.int()]).optional(),
  })
  .refine(({ surface, as }) => as === undefined || surface === 'amo', '`as` says who wrote in amoCRM: only with the surface amo.');

/** Pact's link tells of a message in either direction, the words left out: amoCRM's events have none. */
export function chatMessage(state: State, nowMs: number, { phone, surface, as }: z.infer<typeof ChatMessageBody>): Record<string, unknown> {
  const who = as === undefined ? undefined : userId(state, as);
  const event = noteChatMessage(state, nowMs, { phone, surface, as: who });
  if (event === undefined && who !== undefined) throw new Sorry('Nobody in amoCRM has this phone: there is no card to write in.');
  return event === undefined ? { event: null } : { event: event.id, created_by: event.created_by };
}
