import { allHandlersFinished, CancellationScope, condition, continueAsNew, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { PolicyActivities } from '../../activities/policy/contract.ts';
import { listenToCommands } from './commands.ts';
import { knowsMessage } from './inbox.ts';
import { dialogQuery, knowsQuery, type DialogWorkflowInput } from './messages.ts';
import { DialogRun } from './run.ts';
import { listenToSignals } from './signals.ts';
import { viewOf } from './view-of.ts';

const { loadPolicy } = proxyLocalActivities<PolicyActivities>({
  summary: 'Взять правила и часы работы',
  startToCloseTimeout: '5 seconds',
});

/** One per contact. It waits, asks domain/ what to do, starts it, and waits again; it never waits for the world. */
export async function dialogWorkflow(input: DialogWorkflowInput): Promise<void> {
  const run = new DialogRun(input);
  listenToSignals(run.inbox);
  listenToCommands(run);
  setHandler(dialogQuery, () => viewOf(run.dialog, Date.now(), run.policy), { description: 'Диалог целиком' });
  setHandler(knowsQuery, (message: unknown) => knowsMessage(run.inbox, message), { description: 'Дошло ли уже это сообщение' });
  let cancelled: unknown;
  void CancellationScope.current().cancelRequested.catch((reason: unknown) => {
    cancelled = reason;
    run.cancel();
  });

  // In the root scope SDK 1.24 keeps several KB per turn for ever; inside one non-cancellable scope it keeps nothing.
  await CancellationScope.nonCancellable(async () => {
    while (!run.isOver()) {
      if (!run.policyIsFresh()) run.usePolicy(await loadPolicy({ nowMs: Date.now() }));
      run.look();
      if (run.mayContinueAsNew()) await continueAsNew<typeof dialogWorkflow>(run.snapshot());
      await run.news();
    }
    await condition(allHandlersFinished);
  });
  throw cancelled; // only an operator ends a dialog; so the status reads Cancelled
}
