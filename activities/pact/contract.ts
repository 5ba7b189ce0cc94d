import type { SendLook, SendTo } from '../../domain/dialog/effects.ts';

/** What we can ask of Pact. Errors: PactErrorCode of errors.ts. */
export interface PactActivities {
  /**
   * Sends one message into a conversation; resolves with Pact's id of it (SPEC D-25: accepted is not delivered).
   * With `look`, or on an attempt after the first, it first looks whether an earlier try got through and then only
   * reports that message's id (D-91). With `first` it goes into the conversation with that phone; there being none makes one, whose id
   * comes back (D-05).
   */
  sendMessage(request: SendTo & { text: string; look?: SendLook }): Promise<{ messageId: string; conversationId?: number }>;
}

/** How far Pact has been looked through for messages that no webhook told of. Ids are Pact's, as text. */
export interface PactMark {
  /** The highest message id of all conversations: what stands in one that is not in `seen` is news above it. */
  highest: string;
  /** By conversation id: the last message of those that moved lately, as far as they were looked into. */
  seen: Readonly<Record<string, string>>;
  /** What was written earlier is never handed on, by Pact's clock. */
  sinceMs: number;
}

/** The other way to hear of messages (SPEC D-93). */
export interface PactPolling {
  /**
   * Hands on every message after the mark that its dialog does not know; without a mark, those of the ten minutes before `nowMs`. Tells
   * where things stand now.
   */
  pollPact(request: { mark?: PactMark; nowMs: number }): Promise<PactMark>;
  /** Sees to it that Pact's webhooks come to us; where only people can, it raises an alert. */
  subscribePact(request: { nowMs: number }): Promise<void>;
}
