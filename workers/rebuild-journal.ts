import { isGrpcServiceError, type Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { JournalDatabase } from '../journal/database.ts';
import { rebuild, type ToldRun } from '../journal/rebuild.ts';
import type { JournalRow } from '../journal/rows.ts';
import { workflowBundle } from './bundle.ts';
import { journalSinks } from './journal.ts';

interface RebuildDeps {
  /** On a connection that takes histories of any size (config/temporal.ts). */
  client: Client;
  database: Pick<JournalDatabase, 'ready'>;
  /** Hears how far it has come. */
  say: (progress: Progress) => void;
}

export interface Progress {
  runs: number;
  /** Of how many there were when it began. */
  of: number;
  rows: number;
  /** Runs whose history this code cannot follow: the journal keeps what it has of them. */
  notFollowed: readonly string[];
}

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

const EVENTS_AT_ONCE = 40;
/** gRPC's. */
const NOT_FOUND = 5;
const DIALOGS = "WorkflowType = 'dialogWorkflow'";

/**
 * Tells the journal anew from every history that Temporal still has, running or closed: each is replayed by the production bundle, and what it
 * tells takes the place of what the journal has of that run, all at the end in one step. Errors: the database's and Temporal's; the journal is
 * then as it was.
 */
export async function rebuildJournal({ client, database, say }: RebuildDeps): Promise<Progress> {
  const { workflow } = client;
  const { count } = await workflow.count(DIALOGS);
  const notFollowed: string[] = [];
  let [runs, told] = [0, 0];
  let now: { run: Omit<ToldRun, 'rows'>; rows: JournalRow[] } | undefined;

  async function* histories() {
    for await (const { workflowId, runId } of workflow.list({ query: DIALOGS })) {
      const history = await historyOf(client, workflowId, runId);
      if (history === undefined) continue; // Temporal has let go of it meanwhile
      now = { run: { runId, upTo: lastTask(history) }, rows: [] };
      yield { workflowId, history };
    }
  }

  await rebuild(database, async (keep) => {
    const sinks = journalSinks((rows) => now?.rows.push(...rows), 'replay');
    for await (const { error } of Worker.runReplayHistories({ workflowBundle: await workflowBundle(), sinks }, histories())) {
      if (now === undefined) continue;
      const { run } = now;
      // A task that is being decided just now is life's to tell.
      const rows = now.rows.filter(({ history_length: read }) => read <= run.upTo).map((row) => ({ ...row, run_id: run.runId }));
      if (error === undefined) await keep({ ...run, rows });
      else notFollowed.push(run.runId);
      [runs, told] = [runs + 1, told + (error === undefined ? rows.length : 0)];
      say({ runs, of: count, rows: told, notFollowed });
    }
  });
  return { runs, of: count, rows: told, notFollowed };
}

/** In pages of some MB at the most where the events came one by one. */
async function historyOf({ workflowService, options }: Client, workflowId: string, runId: string): Promise<History | undefined> {
  const events: NonNullable<History['events']> = [];
  let nextPageToken: Uint8Array | undefined;
  try {
    do {
      const page = await workflowService.getWorkflowExecutionHistory({
        namespace: options.namespace,
        execution: { workflowId, runId },
        maximumPageSize: EVENTS_AT_ONCE,
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      });
      events.push(...(page.history?.events ?? []));
      ({ nextPageToken } = page);
    } while (nextPageToken.length > 0);
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return undefined;
    throw error;
  }
  return { events };
}

/** How much history the last task had read whose decision is in it. */
const lastTask = ({ events }: History): number =>
  Number(
    events?.findLast((event) => event.workflowTaskCompletedEventAttributes != null)?.workflowTaskCompletedEventAttributes?.startedEventId ??
      0,
  );
