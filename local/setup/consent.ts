import { oauthState } from '../../api/oauth/state.ts';
import type { SetupEnv } from '../../config/env.ts';

/** Where an administrator agrees (facts/amocrm.md §1.2); amoCRM's sister has the same page under its own name. */
const CONSENT_PAGES = { amocrm: 'https://www.amocrm.ru/oauth', kommo: 'https://www.kommo.com/oauth' } as const;

type Settings = Pick<SetupEnv, 'AMOCRM_BASE_URL' | 'AMOCRM_CLIENT_ID' | 'WEBHOOK_SECRET'>;

/** Undefined without the secret that the state is made of: the API would refuse the link. */
function consentLink({ AMOCRM_BASE_URL: baseUrl, AMOCRM_CLIENT_ID: clientId, WEBHOOK_SECRET: secret }: Settings): string | undefined {
  if (clientId === undefined || secret === undefined) return undefined;
  const page = new URL(baseUrl).hostname.endsWith('.kommo.com') ? CONSENT_PAGES.kommo : CONSENT_PAGES.amocrm;
  return `${page}?${new URLSearchParams({ client_id: clientId, state: oauthState(secret), mode: 'popup' }).toString()}`;
}

export function consentInWords(settings: Settings): string {
  const link = consentLink(settings);
  if (link === undefined) return 'Чтобы получить ссылку для подключения amoCRM, задайте WEBHOOK_SECRET: из него делается часть ссылки.';
  return `Подключение amoCRM. Откройте ссылку администратором аккаунта и согласитесь:

  ${link}

amoCRM вернёт вас по адресу PUBLIC_URL/oauth/amocrm; API должен отвечать там, а worker работать. Он получит токены и будет обновлять их сам.`;
}
