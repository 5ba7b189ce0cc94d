/** What somebody fills in for the empty ones of deploy/env.app.example. */
export const FILLED: Readonly<Record<string, string>> = {
  PUBLIC_URL: 'https://estafeta.example',
  WEBHOOK_SECRET: 'webhook-secret',
  API_TOKEN: 'api-token-1',
  CONTACT_KEY_SECRET: 'contact-key-secret',
  AMOCRM_BASE_URL: 'http://127.0.0.1:9',
  AMOCRM_TOKEN: 'amocrm-token',
  AMOCRM_ACCOUNT_ID: '31990001',
  PACT_TOKEN: 'pact-token',
  PACT_COMPANY_ID: '1',
  BOT_URL: 'https://bot.example',
  BOT_SECRET: 'whsec_bG9jYWwtYm90LXNlY3JldC1lc3RhZmV0YQ==',
};
