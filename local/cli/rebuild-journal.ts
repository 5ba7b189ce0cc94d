import { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { ConfigError, loadRebuildEnv, type RebuildEnv } from '../../config/env.ts';
import { clientOptions, historyConnection } from '../../config/temporal.ts';
import { openJournal } from '../../journal/database.ts';
import { rebuildJournal, type Progress } from '../../workers/rebuild-journal.ts';
import { JOURNAL_PORT, journalUrl } from '../journal/url.ts';
import { argumentsIn } from './arguments.ts';

const HELP = `Рассказывает журнал заново по историям диалогов, которые Temporal ещё хранит: строки этих прогонов заменяются, прежние остаются.

  npm run journal:rebuild

Настройки те же, что у worker: DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE. Если не задано ни одной из первых двух, это журнал и
Temporal, которые запускает «npm start». Диалоги и worker можно не останавливать. До последнего шага журнал не меняется: Ctrl-C оставит
его прежним. Код выхода: 0 всё рассказано, 1 у каких-то прогонов осталось прежнее, 2 не удалось.`;

const { values } = argumentsIn({ options: { help: { type: 'boolean', short: 'h', default: false } } });
/** A long one takes as long as it takes. */
const ANSWER_WITHIN_MS = 600_000;
const SAY_EVERY_MS = 1_000;

/** Those of `npm start`, where nothing says that others are meant. Errors: ConfigError. */
function settings(): RebuildEnv {
  const { DATABASE_URL: url, TEMPORAL_ADDRESS: address, JOURNAL_PORT: port, TEMPORAL_PORT: temporalPort } = process.env;
  if (url || address) return loadRebuildEnv();
  return loadRebuildEnv({
    ...process.env,
    DATABASE_URL: journalUrl(Number(port ?? JOURNAL_PORT)),
    TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort ?? 7233}`,
  });
}

async function run(): Promise<number> {
  const env = settings();
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const { namespace } = clientOptions(env);
  const connection = await historyConnection(env);
  const database = openJournal(env.DATABASE_URL, { connections: 1, answerWithinMs: ANSWER_WITHIN_MS, onError: () => undefined });
  let saidAtMs = 0;
  const say = ({ runs, of, rows }: Progress): void => {
    if (Date.now() - saidAtMs < SAY_EVERY_MS) return;
    saidAtMs = Date.now();
    console.log(`${runs} из ${of} прогонов, ${rows} строк`);
  };
  const { runs, rows, notFollowed } = await rebuildJournal({ client: new Client({ connection, namespace }), database, say });
  console.log(`Готово: ${runs} прогонов, ${rows} строк.`);
  if (notFollowed.length > 0)
    console.log(`По этим прогонам журнал остался прежним, нынешний код их не повторяет: ${notFollowed.join(', ')}`);
  await Promise.all([database.close(), connection.close()]);
  return notFollowed.length > 0 ? 1 : 0;
}

if (values.help) console.log(HELP);
else {
  try {
    process.exit(await run());
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    console.error('Журнал остался прежним.');
    process.exit(2);
  }
}
