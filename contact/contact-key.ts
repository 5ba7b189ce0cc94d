import { createHmac } from 'node:crypto';

/** Who a dialog is with: by phone, or by the channel's own id where the phone is hidden (SPEC D-01). */
export type ContactIdentity = { phone: string } | { channel: string; externalId: string };

/** Ids are stored and shown in clear, so the key is an HMAC: the same person always, meaningless to a stranger. */
export function createContactKey(secret: string): (identity: ContactIdentity) => string {
  return (identity) => {
    // As a JSON list, so that no channel's name and id can together read like another's.
    const name = 'phone' in identity ? `phone:${identity.phone}` : `channel:${JSON.stringify([identity.channel, identity.externalId])}`;
    return createHmac('sha256', secret).update(name).digest('hex').slice(0, 32);
  };
}

/** The identity of a contact as the channel tells of it. */
export function identityOf({ phone, channel, externalId }: { phone?: string; channel: string; externalId: string }): ContactIdentity {
  return phone === undefined ? { channel, externalId } : { phone };
}
