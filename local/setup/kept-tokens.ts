import { Connection } from '@temporalio/client';
import { createSeal } from '../../activities/amocrm/seal.ts';
import { longLived, type TokenSource } from '../../activities/amocrm/token-source.ts';
import type { SetupEnv } from '../../config/env.ts';
import { clientOptions } from '../../config/temporal.ts';
import { createAmocrmAccountKeeper } from '../../workers/amocrm-account.ts';

export type Kept = { tokens: TokenSource } | { without: string };

/** The access token that the account's keeper has (docs/decisions/019): only read, it is renewed by the worker alone. */
export async function keptTokens(env: SetupEnv): Promise<Kept> {
  const { connectionOptions, namespace } = clientOptions(env);
  const connection = Connection.lazy(connectionOptions);
  const keeper = createAmocrmAccountKeeper(connection, namespace);
  try {
    const kept = await keeper.read();
    if (kept === undefined) return { without: 'Администратор ещё не подключил amoCRM.' };
    if (kept.refused) return { without: 'amoCRM больше не принимает прежние токены: подключите её заново.' };
    const { access } = await createSeal(env.AMOCRM_CLIENT_SECRET ?? '').open(kept.sealed);
    return { tokens: longLived(access) };
  } catch (error) {
    return {
      without: `Токены хранит работающий worker, и спросить его не удалось (${nameOf(error)}). Проверьте TEMPORAL_ADDRESS и worker.`,
    };
  } finally {
    await keeper.drained();
    await connection.close();
  }
}

/** By the error's own name: messages may hold addresses. */
function nameOf(error: unknown): string {
  switch (error instanceof Error ? error.name : '') {
    case 'TemporalAway':
      return 'Temporal не отвечает';
    case 'NoWorkerAnswered':
      return 'worker не отвечает';
    case 'AmocrmError':
      return 'запечатаны с другим AMOCRM_CLIENT_SECRET';
    default:
      return 'неизвестная ошибка';
  }
}
