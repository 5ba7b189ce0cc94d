import type { InjectedSinks, WorkerOptions } from '@temporalio/worker';
import type { WorkflowInfo } from '@temporalio/workflow';
import type { Logger } from 'pino';
import { rowsOf, type JournalRow } from '../journal/rows.ts';
import type { RaisedAlert } from '../workflows/alerts/messages.ts';
import type { JournalSinks } from '../workflows/dialog/journal.ts';

/** Takes what a decision left; must neither throw nor wait. */
export type RecordRows = (rows: readonly JournalRow[]) => void;

/** The worker's end of the journal. Without `record` what the dialogs tell goes nowhere; unregistered, each word of theirs would be an error in the log. */
export function journalSinks(
  record: RecordRows = () => undefined,
  during: 'life' | 'replay' = 'life',
): NonNullable<WorkerOptions['sinks']> {
  const sinks: InjectedSinks<JournalSinks> = {
    journal: {
      record: {
        fn: (info, entry) => record(rowsOf(entry, runOf(info))),
        callDuringReplay: during === 'replay',
      },
    },
  };
  return sinks;
}

interface JournalDeps {
  url: string | undefined;
  log: Logger;
  alertSoon: (alert: RaisedAlert) => void;
}

export interface RunningJournal {
  record?: RecordRows;
  /** What waits is written, if the database takes it in time. */
  stop(): Promise<void>;
}

/** One writes, one after the other. */
const CONNECTIONS = 1;
const WRITE_REST_WITHIN_MS = 5_000;

/** The journal of this process, in the database of `DATABASE_URL`; without it there is none, and nothing else misses it. */
export async function startJournal({ url, log, alertSoon }: JournalDeps): Promise<RunningJournal> {
  if (url === undefined) {
    log.info('DATABASE_URL is not set: there is no journal, and no numbers');
    return { stop: () => Promise.resolve() };
  }
  // Only here: a third of a second of code that a worker without a journal does without.
  const [{ openJournal }, { JournalWriter }] = await Promise.all([import('../journal/database.ts'), import('../journal/writer.ts')]);
  const database = openJournal(url, {
    connections: CONNECTIONS,
    onError: (error) => log.debug({ error }, 'A connection to the journal broke'),
  });
  const writer = new JournalWriter({
    database,
    trouble(sentence, error) {
      log.warn({ error }, sentence);
    },
    alert() {
      const atMs = Date.now();
      alertSoon({ id: `journal-${new Date(atMs).toISOString().slice(0, 13)}`, atMs, about: 'journal', text: NOT_WRITTEN });
    },
    back: (sentence) => log.info(sentence),
  });
  return {
    record: (rows) => writer.record(rows),
    async stop() {
      await writer.stop(WRITE_REST_WITHIN_MS);
      if (writer.waiting + writer.dropped > 0)
        log.warn({ rows: writer.waiting + writer.dropped }, 'The journal misses rows: npm run journal:rebuild brings them');
      await database.close().catch((error: unknown) => log.debug({ error }, 'The journal was not closed in order'));
    },
  };
}

const NOT_WRITTEN =
  'Журнал не пишется: база DATABASE_URL не отвечает. Диалоги идут как обычно; чего в журнале не хватит, вернёт npm run journal:rebuild.';

const runOf = ({ runId, firstExecutionRunId, workflowId, historyLength }: WorkflowInfo): Parameters<typeof rowsOf>[1] => ({
  runId,
  chainId: firstExecutionRunId,
  contactKey: workflowId.replace(/^dialog:/u, ''),
  historyLength,
});
