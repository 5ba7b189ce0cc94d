import { condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { alertRaisedSignal, alertsQuery, type RaisedAlert } from './messages.ts';

const ALERTS_KEPT = 200;
const EVENTS_MAX = 2_000;

/** Keeps the last notices to people who run the product, newest first. One for all dialogs; it never ends. */
export async function alertsWorkflow(kept: readonly RaisedAlert[] = []): Promise<void> {
  let alerts = [...kept];
  setHandler(
    alertRaisedSignal,
    (alert: unknown) => {
      if (isAlert(alert) && !alerts.some(({ id }) => id === alert.id)) alerts = [alert, ...alerts].slice(0, ALERTS_KEPT);
    },
    { description: 'Новая тревога' },
  );
  setHandler(alertsQuery, () => alerts, { description: 'Последние тревоги' });
  await condition(() => workflowInfo().historyLength >= EVENTS_MAX || workflowInfo().continueAsNewSuggested);
  await continueAsNew<typeof alertsWorkflow>(alerts);
}

function isAlert(value: unknown): value is RaisedAlert {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'text' in value &&
    typeof value.text === 'string' &&
    value.text.length <= 2_000
  );
}
