/** One message of a contact's, as the minimal API passes it on. */
export interface ContactMessage {
  id: string;
  text: string;
  conversationId: number;
}

export const MINIMAL_TASK_QUEUE = 'minimal';
export const MINIMAL_SEND_QUEUE = 'minimal-pact';
