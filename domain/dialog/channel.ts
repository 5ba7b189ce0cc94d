import type { Contact } from './dialog.ts';

/**
 * Does this channel carry our words only for 24 hours after the client's last (SPEC D-71)? Meta's rule for WhatsApp Business; a WhatsApp
 * connected by its QR code, Telegram and MAX have none (facts/pact.md §2.5).
 */
export const hasWindow = ({ channel }: Contact): boolean => channel === 'whatsapp_business';
