import * as z from 'zod';
import { contactKey, stateName } from '../dialogs/words.schema.ts';

const atMs = z.int().meta({ description: 'Epoch milliseconds.' });

/** What the widget shows in the lead's card. */
export const widgetCard = z
  .object({
    state: z.enum(['noDialog', ...stateName.options]).meta({ description: 'noDialog: nobody has written on this lead.' }),
    key: contactKey.nullable().meta({ description: 'Of the dialog that is shown: of several the one that needs a person most.' }),
    whose: z.string().nullable().meta({ description: 'The guest’s name or masked phone, where the lead has several dialogs.' }),
    others: z.int().meta({ description: 'How many more dialogs the lead has.' }),
    holder: z.object({ name: z.string(), you: z.boolean() }).nullable(),
    reason: z.string().nullable().meta({ description: 'Why the bot stepped back, in words.' }),
    waitingSinceMs: atMs.nullable(),
    holdUntilMs: atMs.nullable(),
    openingUntilMs: atMs.nullable().meta({ description: 'Taken only by opening the card; lapses then.' }),
  })
  .meta({ id: 'WidgetCard' });

export type WidgetCard = z.infer<typeof widgetCard>;

export const mark = z.string().max(100).meta({ description: 'Changes whenever a dialog on the lead does.' });
export const leadId = z.int().positive().meta({ description: 'amoCRM’s id of the lead whose card is open.' });

/** What a look and an act answer. */
export const shownCard = z.object({ card: widgetCard, mark }).meta({ id: 'ShownWidgetCard' });
