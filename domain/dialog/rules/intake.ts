import type { Contact, Dialog, Message } from '../dialog.ts';
import type { ClientMessage, OutgoingMessage } from '../events.ts';
import type { Send } from '../outbox.ts';
import type { Moment } from '../policy.ts';
import { authorAsked, questionsOf } from './author-questions.ts';
import { isTaken } from './behind.ts';
import { isPending, settled } from './client-side.ts';
import { doubted } from './doubt.ts';
import { opens } from './episode.ts';
import { touchOver } from './final-touch.ts';
import { inConversation } from './first-contact.ts';
import { waitsForManager } from './handoff.ts';
import { isMachine, plain } from './machines.ts';
import { managerTakes, managerWordHeard } from './manager-turn.ts';
import { leads } from './notes.ts';
import { messageSent } from './sent.ts';
import { botKeepsSilent } from './story.ts';
import { ended, reworded, said } from './transcript.ts';

/** A client's message is taken in, in any state, exactly once; the inbox drops repeats (SPEC D-02). */
export function clientWrote(dialog: Dialog, message: ClientMessage & { known?: true }, at: Moment): Dialog {
  if (knows(dialog, message.messageId)) return message.edited ? edited(dialog, message) : dialog; // its edit came before it
  if (message.edited && (message.known || isOlderThanKept(dialog, message))) return dialog; // nothing to show it in
  const { nowMs } = at;
  const opened = dialog.state.name === 'closed' ? openedByClient(dialog, message, at) : dialog;
  const wishing = optOutHeard(opened, message.text, dialog.state.name === 'closed', at);
  const wasPending = isPending(wishing);
  const seq = wishing.client.seq + 1;
  const kept: Message = {
    id: message.messageId,
    role: 'client',
    atMs: nowMs,
    text: message.text,
    sentAtMs: message.sentAtMs,
    seq,
    ...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
    ...(message.quotes === undefined ? {} : { quotes: message.quotes }),
  };
  const { burst, pendingSinceMs } = wishing.client;
  const taken: Dialog = {
    ...touchOver(wishing),
    contact: sameContact(wishing, message),
    transcript: said(wishing.transcript, kept),
    client: {
      ...wishing.client,
      seq,
      lastAtMs: nowMs,
      pendingSinceMs: wasPending ? (pendingSinceMs ?? nowMs) : nowMs,
      burst: { firstAtMs: burst?.firstAtMs ?? nowMs, lastAtMs: nowMs },
    },
    episode: { ...wishing.episode, lastWord: { by: 'client', atMs: nowMs } },
    ...seenId(wishing, message.messageId),
  };
  return whoAnswers(taken, message, { wasPending, at });
}

/** Everybody but the bot has it at once: it is shown to the manager, or was answered before it came in (SPEC D-42, D-51). */
function whoAnswers(dialog: Dialog, { sentAtMs }: ClientMessage, { wasPending, at }: { wasPending: boolean; at: Moment }): Dialog {
  const { state, client } = dialog;
  if (state.name === 'awaitingManager') return botKeepsSilent(waitsForManager(dialog), at);
  if (!wasPending && client.managerWordSentAtMs !== undefined && sentAtMs < client.managerWordSentAtMs)
    return settled(dialog, client.seq, 'taken');
  return botKeepsSilent(isTaken(state) ? ended(dialog, client.seq, 'taken') : dialog, at);
}

/** The bot leads from here on (SPEC D-74). */
function openedByClient(dialog: Dialog, { sentAtMs }: ClientMessage, at: Moment): Dialog {
  const because = 'клиент написал';
  const opened = opens(dialog, { name: 'withBot' }, sentAtMs, at);
  return leads(opened, at.nowMs, { spec: 'D-74', because, text: `${because}: отвечает бот` });
}

/** The person as the channel knows them now; a name that this message does not tell is not forgotten (SPEC D-10). */
const sameContact = ({ contact: { name } }: Dialog, { contact }: Pick<ClientMessage, 'contact'>): Contact => ({
  ...(name === undefined ? {} : { name }),
  ...contact,
});

const knows = ({ transcript }: Dialog, id: string): boolean => transcript.messages.some((message) => message.id === id);

/** An edit whose message is not kept any more, as far as its time tells; a later one has overtaken its message (SPEC D-02, D-03). */
function isOlderThanKept({ transcript }: Dialog, { sentAtMs }: ClientMessage): boolean {
  const [oldest] = transcript.messages;
  return transcript.older > 0 && oldest !== undefined && sentAtMs < (oldest.sentAtMs ?? oldest.atMs);
}

/** The new text replaces the old; a turn that was asked before it keeps what it was asked (SPEC D-03). */
const edited = (dialog: Dialog, { messageId, text }: ClientMessage): Dialog => ({
  ...dialog,
  transcript: reworded(dialog.transcript, messageId, text),
});

/** A wish not to be written to is kept until they write of their own accord again (SPEC D-76, docs/decisions/004). */
function optOutHeard(dialog: Dialog, text: string, reopened: boolean, { nowMs, policy }: Moment): Dialog {
  const words = text.toLowerCase();
  if (policy.optOutWords.some((wish) => words.includes(wish.toLowerCase()))) return { ...dialog, optOutAtMs: nowMs };
  const { optOutAtMs, ...free } = dialog;
  const again = optOutAtMs !== undefined && (reopened || nowMs - optOutAtMs >= policy.durations.finalTouchAfterMs);
  return again ? free : dialog;
}

/** A message to the client that came out of the channel: ours, a machine's, or a person's, which is a take (SPEC D-50, D-56). */
export function managerWrote(dialog: Dialog, message: OutgoingMessage, at: Moment): Dialog {
  // What we wrote first comes back before its answer, or instead of it: from then on the conversation is known.
  const seen: Dialog = inConversation({ ...dialog, ...seenId(dialog, message.messageId) }, message.contact.conversationId);
  if (dialog.ownMessageIds.includes(message.messageId)) return seen;
  const ours = echoOf(seen, message, at.nowMs);
  if (ours) return bound(seen, ours, message.messageId, at);
  if (isMachine(message, at.policy)) return seen.state.name === 'closed' ? seen : withOutgoing(seen, message, 'note', at.nowMs);
  const opened = seen.state.name === 'closed' ? opens(seen, { name: 'withBot' }, message.sentAtMs, at) : seen;
  return personWrote(seen, { ...opened, contact: sameContact(opened, message) }, message, at);
}

/** As far as we can tell. amoCRM's events may know better: it is asked where the policy says so (SPEC D-56). */
function personWrote(before: Dialog, dialog: Dialog, message: OutgoingMessage, at: Moment): Dialog {
  const { nowMs, policy } = at;
  const { messageId, sentAtMs } = message;
  const { chatAuthors = 'ignore' } = policy.settings;
  if (chatAuthors === 'trust' && !dialog.cancelled) {
    const rested = before.state.name === 'closed' ? before : undefined;
    const waiting = doubted(dialog, rested, { messageId, sentAtMs, atMs: nowMs }, at);
    return authorAsked(withOutgoing(waiting, message, 'manager', nowMs), message, nowMs);
  }
  const taken = managerTakes(dialog, {}, at, 'менеджер написал');
  const heard = managerWordHeard(withOutgoing(taken, message, 'manager', nowMs), message, at);
  const isNameless = heard.state.name === 'withManager' && heard.state.holder.id === undefined && heard.state.holder.name === undefined;
  const asks = chatAuthors === 'namesOnly' && isNameless && !dialog.cancelled && questionsOf(heard).length === 0;
  return asks ? authorAsked(heard, message, nowMs) : heard;
}

function withOutgoing(dialog: Dialog, { messageId, text, sentAtMs }: OutgoingMessage, role: 'manager' | 'note', nowMs: number): Dialog {
  return { ...dialog, transcript: said(dialog.transcript, { id: messageId, role, atMs: nowMs, text, sentAtMs }) };
}

const ECHO_WINDOW_MS = 120_000;

/**
 * Our own words coming back before their answer did: by text (facts/pact.md §3.8). What is still being tried may come back at any time,
 * however long that takes; what was given up, only soon after its last try: later the same words are a person's.
 */
function echoOf({ outbox }: Dialog, { text }: OutgoingMessage, nowMs: number): Send | undefined {
  const wanted = plain(text);
  const isIt = (send: Send): boolean => send.echoId === undefined && plain(send.text) === wanted;
  const tried = outbox.sends.find((send) => (send.inFlight || send.mayBeSent) && isIt(send));
  if (tried) return tried;
  const isRecent = ({ lastTriedAtMs, firstTriedAtMs }: Send): boolean =>
    nowMs - (lastTriedAtMs ?? firstTriedAtMs ?? nowMs) <= ECHO_WINDOW_MS;
  return outbox.unknown.flatMap(({ send }) => (send ? [send] : [])).find((send) => isIt(send) && isRecent(send));
}

function bound(dialog: Dialog, send: Send, messageId: string, at: Moment): Dialog {
  if (!send.inFlight) return messageSent(dialog, send.id, messageId, at);
  const sends = dialog.outbox.sends.map((one) => (one.id === send.id ? { ...one, echoId: messageId } : one));
  return { ...dialog, outbox: { ...dialog.outbox, sends }, ownMessageIds: [...dialog.ownMessageIds, messageId] };
}

function seenId(dialog: Dialog, messageId: string): { lastMessageId?: number } {
  const id = Number(messageId);
  if (!Number.isSafeInteger(id)) return dialog.lastMessageId === undefined ? {} : { lastMessageId: dialog.lastMessageId };
  return { lastMessageId: Math.max(dialog.lastMessageId ?? 0, id) };
}
