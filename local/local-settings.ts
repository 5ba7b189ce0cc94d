/** Known to everybody, so only for servers on 127.0.0.1. */
export const LOCAL = {
  AMOCRM_TOKEN: 'local-amocrm-token',
  AMOCRM_ACCOUNT_ID: '31990001',
  PACT_TOKEN: 'local-pact-token',
  PACT_COMPANY_ID: '1',
  BOT_SECRET: 'whsec_bG9jYWwtYm90LXNlY3JldC1lc3RhZmV0YQ==',
  WEBHOOK_SECRET: 'local-webhook-secret',
  API_TOKEN: 'local-api-token',
  CONTACT_KEY_SECRET: 'local-contact-key-secret',
} as const;
