import type { ConnectionLike } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { StateName } from '../../domain/dialog/dialog.ts';
import { dialogWorkflowId } from '../../workflows/dialog/messages.ts';

export interface DialogFilter {
  contactKey?: string;
  state?: StateName;
  stage?: string;
  leadId?: number;
  /** amoCRM user id. */
  managerId?: number;
  /** Only those where a person is awaited. */
  waiting?: boolean;
  pageSize: number;
  pageToken?: string;
}

/** One dialog as the list knows it. Nothing personal; may lag behind the dialog by a second. */
export interface DialogRow {
  key: string;
  state: string | null;
  stage: string | null;
  reason: string | null;
  leadId: number | null;
  managerId: number | null;
  waitingSinceMs: number | null;
  startedAtMs: number | null;
}

export interface DialogPage {
  dialogs: readonly DialogRow[];
  /** Give it back as `pageToken`; null on the last page. */
  nextPage: string | null;
}

/** Reads one page from visibility: no query to any dialog, those are billed (DESIGN §3). */
export async function listDialogs(connection: ConnectionLike, namespace: string, filter: DialogFilter): Promise<DialogPage> {
  const { executions, nextPageToken } = await connection.workflowService.listWorkflowExecutions({
    namespace,
    query: visibilityQuery(filter),
    pageSize: filter.pageSize,
    nextPageToken: filter.pageToken === undefined ? null : Buffer.from(filter.pageToken, 'base64url'),
  });
  return {
    dialogs: executions.map(toRow),
    nextPage: nextPageToken.length === 0 ? null : Buffer.from(nextPageToken).toString('base64url'),
  };
}

/** Filters are checked by the route; quotes are doubled here all the same, for a query is text. */
export function visibilityQuery({ contactKey, state, stage, leadId, managerId, waiting }: DialogFilter): string {
  const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  return [
    `WorkflowType = 'dialogWorkflow'`,
    `ExecutionStatus = 'Running'`,
    ...(contactKey === undefined ? [] : [`WorkflowId = ${quoted(dialogWorkflowId(contactKey))}`]),
    ...(state === undefined ? [] : [`DialogState = ${quoted(state)}`]),
    ...(stage === undefined ? [] : [`DialogStage = ${quoted(stage)}`]),
    ...(leadId === undefined ? [] : [`DialogLeadId = ${leadId}`]),
    ...(managerId === undefined ? [] : [`DialogManager = ${quoted(String(managerId))}`]),
    ...(waiting === true ? ['DialogClientWaitingSince IS NOT NULL'] : []),
    ...(waiting === false ? ['DialogClientWaitingSince IS NULL'] : []),
  ].join(' AND ');
}

type Listed = Awaited<ReturnType<ConnectionLike['workflowService']['listWorkflowExecutions']>>['executions'][number];

function toRow({ execution, startTime, searchAttributes }: Listed): DialogRow {
  const attribute = (name: string): unknown => {
    const payload = searchAttributes?.indexedFields?.[name];
    return payload == null ? undefined : defaultPayloadConverter.fromPayload(payload);
  };
  const text = (name: string): string | null => {
    const value = attribute(name);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const number = (name: string): number | null => {
    const value = Number(attribute(name) ?? Number.NaN);
    return Number.isFinite(value) ? value : null;
  };
  const waitingSince = text('DialogClientWaitingSince');
  return {
    key: execution?.workflowId?.slice(dialogWorkflowId('').length) ?? '',
    state: text('DialogState'),
    stage: text('DialogStage'),
    reason: text('DialogHandoffReason'),
    leadId: number('DialogLeadId'),
    managerId: number('DialogManager'),
    waitingSinceMs: waitingSince === null ? null : Date.parse(waitingSince),
    startedAtMs: startTime?.seconds == null ? null : Number(startTime.seconds) * 1000,
  };
}
