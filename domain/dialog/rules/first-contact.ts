import type { Contact, Dialog } from '../dialog.ts';
import type { FirstContact } from '../events.ts';

/** As a dialog has it of which nobody has heard yet. */
const isUnknown = ({ conversationId }: Contact): boolean => conversationId === 0;

/** A manager writes to somebody who has not written yet: who they are is what the manager says (SPEC D-05, D-58). */
export function writtenFirst(dialog: Dialog, { phone, name, channel }: FirstContact): Dialog {
  if (!isUnknown(dialog.contact)) return dialog;
  const contact: Contact = { phone, externalId: phone, ...(name === undefined ? {} : { name }), channel, conversationId: 0 };
  return { ...dialog, contact };
}

/** The first message has made the conversation; everything that follows goes into it. */
export function inConversation(dialog: Dialog, conversationId: number | undefined): Dialog {
  if (conversationId === undefined || !isUnknown(dialog.contact)) return dialog;
  return { ...dialog, contact: { ...dialog.contact, conversationId } };
}
