import type { AmocrmClient } from '../../activities/amocrm/client.ts';

/** An account as it stands: all that the policy's names can be about. */
export interface Account {
  id: number;
  taskTypes: readonly { name: string }[];
  pipelines: Awaited<ReturnType<AmocrmClient['pipelines']>>;
  fields: Readonly<Record<'leads' | 'contacts', Awaited<ReturnType<AmocrmClient['fields']>>>>;
  lossReasons: readonly { name: string }[];
  users: Awaited<ReturnType<AmocrmClient['users']>>;
  webhooks: Awaited<ReturnType<AmocrmClient['webhooks']>>;
}

/** One request after the other. Errors: AmocrmError; 403 where the token is no administrator's. */
export async function readAccount(amocrm: AmocrmClient): Promise<Account> {
  const { id, _embedded: account } = await amocrm.account();
  return {
    id,
    taskTypes: account.task_types,
    pipelines: await amocrm.pipelines(),
    fields: { leads: await amocrm.fields('leads'), contacts: await amocrm.fields('contacts') },
    lossReasons: await amocrm.lossReasons(),
    users: await amocrm.users(),
    webhooks: await amocrm.webhooks(),
  };
}
