import { ALERTS_WORKFLOW_ID, alertRaisedSignal, type RaisedAlert } from '../../workflows/alerts/messages.ts';
import { AMOCRM_ACCOUNT_WORKFLOW_ID } from '../../workflows/amocrm-account/messages.ts';
import { DIALOG_TASK_QUEUE } from '../../workflows/dialog/messages.ts';
import { OPERATORS_WORKFLOW_ID } from '../../workflows/operators/messages.ts';

/** Of every workflow that is started by a signal. A dead worker is noticed by its time-out, which is fixed at start (DESIGN §3, Dead workers). */
export const START = {
  taskQueue: DIALOG_TASK_QUEUE,
  workflowTaskTimeout: '5 seconds',
  workflowIdConflictPolicy: 'USE_EXISTING',
  workflowIdReusePolicy: 'ALLOW_DUPLICATE',
} as const;

/** The keeper of amoCRM's account: one, and never ended (docs/decisions/019). */
export const AMOCRM_ACCOUNT = {
  ...START,
  workflowId: AMOCRM_ACCOUNT_WORKFLOW_ID,
  staticSummary: 'Доступ к amoCRM: кто с ней говорит и чем',
} as const;

/** Who may log in: the first one who is admitted starts it. */
export const OPERATORS = {
  ...START,
  workflowId: OPERATORS_WORKFLOW_ID,
  staticSummary: 'Сотрудники: кто может войти в консоль',
} as const;

/** Who comes second with the same token is refused, and so is who comes after it ended (docs/decisions/025). */
export const USED_TOKEN = {
  ...START,
  workflowIdConflictPolicy: 'FAIL',
  workflowIdReusePolicy: 'REJECT_DUPLICATE',
  staticSummary: 'Виджет amoCRM: использованный одноразовый токен',
} as const;

/** Alerts live in a workflow of their own, so that `GET /alerts` asks no dialog (docs/decisions/006); the first one starts it. */
export const withAlert = (alert: RaisedAlert) =>
  ({
    ...START,
    workflowId: ALERTS_WORKFLOW_ID,
    args: [] as [],
    staticSummary: 'Тревоги для тех, кто следит за работой',
    signal: alertRaisedSignal,
    signalArgs: [alert] as [RaisedAlert],
  }) as const;
