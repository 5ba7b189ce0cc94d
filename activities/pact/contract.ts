import type { SendLook } from '../../domain/dialog/effects.ts';

/** What we can ask of Pact. Errors: PactErrorCode of errors.ts. */
export interface PactActivities {
  /**
   * Sends one message into a conversation; resolves with Pact's id of it (SPEC D-25: accepted is not delivered).
   * With `look`, or on an attempt after the first, it first looks whether an earlier try got through and then only
   * reports that message's id (D-91).
   */
  sendMessage(request: { conversationId: number; text: string; look?: SendLook }): Promise<{ messageId: string }>;
}
