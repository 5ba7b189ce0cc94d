import type { Message } from '../../domain/dialog/dialog.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import type { PhoneMessage } from '../cli/pact-phone.ts';
import { stateWords } from '../cli/manager-screens.ts';
import type { Bubble, DialogNow } from './messages.ts';

const SURFACES: Readonly<Record<string, string>> = { phone: 'с телефона', pact: 'в Pact', amo: 'в карточке amoCRM' };

/** What the guest's phone shows, with what the dialog knows about it: who of us wrote, when by its own clock, and whether it is taken in. */
export function bubblesOf(messages: readonly PhoneMessage[], view: DialogView | undefined): Bubble[] {
  const known = new Map((view?.transcript ?? []).map((message) => [message.id, message]));
  return messages.map((message) => bubbleOf(message, known.get(String(message.id))));
}

function bubbleOf({ id, income, text, author, status, created_at, attachments }: PhoneMessage, known: Message | undefined): Bubble {
  const isManager = known === undefined ? author !== 'api' : known.role === 'manager';
  return {
    id,
    from: income ? 'guest' : isManager ? 'manager' : 'bot',
    by: income ? null : (known?.by ?? SURFACES[author] ?? null),
    text: text ?? '',
    hasPhoto: attachments.length > 0,
    atMs: known?.atMs ?? Date.parse(created_at),
    tick: income ? (known === undefined ? 'sent' : 'taken') : tickOf(status),
  };
}

function tickOf(status: string): Bubble['tick'] {
  return status === 'delivered' || status === 'read' || status === 'error' ? status : 'sent';
}

export function dialogNow({ state, holder, unanswered, nextAlarm }: DialogView, aheadMs: number): DialogNow {
  return {
    aheadMs,
    state: stateWords(state).toLocaleLowerCase('ru'),
    holder: holder?.name ?? null,
    unanswered: unanswered.count,
    nextAlarm,
  };
}
