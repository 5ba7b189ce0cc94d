import { createHmac } from 'node:crypto';

/** What amoCRM brings back with an administrator's consent (facts/amocrm.md §1.2): only links that we made have it. */
export const oauthState = (webhookSecret: string): string => createHmac('sha256', webhookSecret).update('amocrm-oauth').digest('base64url');
