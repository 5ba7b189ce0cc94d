import type { Dialog } from './dialog.ts';
import type { Moment } from './policy.ts';
import { authorTold, lookBegun, lookNow } from './rules/authors.ts';
import { nothing, type Started } from './started.ts';

/** amoCRM is asked who wrote a message to the client; where no answer could be certain it is not asked, and the look counts (SPEC D-56). */
export function startAuthorLook(dialog: Dialog, at: Moment): Started {
  const look = lookNow(dialog, at.nowMs);
  if (look === undefined) return nothing(dialog);
  const { question, span } = look;
  const { messageId } = question;
  if (span === undefined) {
    const begun = lookBegun(dialog, question, 0);
    return startAuthorLook(authorTold(begun, { type: 'authorTold', messageId, author: 'unknown' }, at), at);
  }
  const begun = lookBegun(dialog, question, span.words + span.machines);
  return { dialog: begun, effects: [{ type: 'askAuthor', messageId, contact: dialog.contact, ...span }] };
}
