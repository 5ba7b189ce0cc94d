import { z } from 'zod';
import { digitsOf } from '../world/moment.ts';
import { stageNamed, stageNames } from '../world/stages.ts';
import type { State } from '../world/state.ts';
import { Sorry } from './sorry.ts';

export const AutoLeadBody = z.union([
  z.strictObject({
    after_seconds: z.number().nonnegative(),
    stage: z.string().default('Новая заявка'),
    always: z.boolean().default(false),
    on: z.literal(true).optional(),
  }),
  z.strictObject({ on: z.literal(false) }),
]);
export const FirstMessageBody = z.strictObject({ phone: z.string().min(5), name: z.string().default('') });

/** Whether and when a first message becomes a lead, and where it stands then. */
export function setAutoLead(state: State, body: z.infer<typeof AutoLeadBody>): Record<string, unknown> {
  if (body.on === false) {
    state.autoLead = null;
    state.firstMessages = [];
    return { auto_lead: null };
  }
  const { after_seconds, stage, always } = body;
  if (stageNamed(state, stage) === undefined)
    throw new Sorry(`There is no stage «${stage}». Stages: ${stageNames(state).join(', ')}.`, 400);
  state.autoLead = { after_seconds, stage, always };
  return { auto_lead: state.autoLead };
}

/** Pact tells of somebody's first words. Nothing happens while auto-lead is off. */
export function firstMessage(state: State, nowMs: number, { phone, name }: z.infer<typeof FirstMessageBody>): Record<string, unknown> {
  if (state.autoLead === null) return { lead: 'off' };
  const dueAtMs = nowMs + state.autoLead.after_seconds * 1000;
  state.firstMessages.push({ phone: digitsOf(phone), name: name === '' ? `+${digitsOf(phone)}` : name, dueAtMs });
  return { lead: 'due', dueAtMs };
}
