import * as z from 'zod';

const waits = z.object({
  count: z.int().meta({ description: 'Handoffs where it came.' }),
  without: z.int().meta({ description: 'Handoffs where it has not come, or the next handoff was there first.' }),
  medianMs: z.int().nullable().meta({ description: 'Working time; null where it came nowhere.' }),
  p90Ms: z.int().nullable().meta({ description: 'Nine of ten did not take longer.' }),
});

export const numbers = z
  .object({
    from: z.string(),
    to: z.string(),
    zone: z.string().meta({ description: 'The days are counted there.' }),
    now: z
      .object({ withBot: z.int(), awaitingManager: z.int(), withManager: z.int() })
      .nullable()
      .meta({ description: 'How many dialogs are where at this moment; null while Temporal is away.' }),
    dialogs: z.object({
      opened: z.int(),
      openedWithoutPeople: z.int().meta({ description: 'Of these, where no person has had a part up to now.' }),
      closed: z.int(),
      closedByBotAlone: z.int().meta({ description: 'Of these, where no person ever had a part.' }),
    }),
    handoffs: z.object({
      total: z.int(),
      byReason: z
        .array(z.object({ reason: z.string(), words: z.string(), count: z.int() }))
        .meta({ description: 'The most frequent first (SPEC D-30).' }),
    }),
    toTake: waits.meta({ description: 'From a handoff until somebody took it.' }),
    toFirstHumanWord: waits.meta({ description: 'From a handoff until a person wrote to the guest.' }),
    returns: z
      .array(z.object({ how: z.enum(['silence', 'field', 'button']), count: z.int() }))
      .meta({ description: 'How dialogs came back to the bot (SPEC D-51).' }),
    finalTouches: z.object({
      sent: z.int(),
      cameBack: z.int().meta({ description: 'Of the sent ones, after how many the guest wrote.' }),
      unanswered: z.int(),
      failed: z.int().meta({ description: 'The bot had nothing to say, or it could not be sent: a person calls (SPEC D-75).' }),
    }),
    bookings: z
      .array(z.object({ owner: z.enum(['bot', 'manager']), managerId: z.int().nullable(), count: z.int() }))
      .meta({ description: 'Leads that reached the stage of the paid deposit, by who led the dialog last.' }),
  })
  .meta({ id: 'Numbers' });

export type Numbers = z.infer<typeof numbers>;
