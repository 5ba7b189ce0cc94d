import type { InjectedSinks, WorkerOptions } from '@temporalio/worker';
import type { WorkflowInfo } from '@temporalio/workflow';
import { rowsOf, type JournalRow } from '../journal/rows.ts';
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

const runOf = ({ runId, firstExecutionRunId, workflowId, historyLength }: WorkflowInfo): Parameters<typeof rowsOf>[1] => ({
  runId,
  chainId: firstExecutionRunId,
  contactKey: workflowId.replace(/^dialog:/u, ''),
  historyLength,
});
