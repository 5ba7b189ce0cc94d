import type { ConnectionLike } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { StateName } from '../../domain/dialog/dialog.ts';
import type { PersonLabel, PersonSeal } from '../../contact/person-seal.ts';
import { dialogWorkflowId } from '../../workflows/dialog/messages.ts';

export interface DialogFilter {
  contactKey?: string;
  /** Any of these. */
  contactKeys?: readonly string[];
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

/** The memo's key: the person's label, sealed (docs/decisions/023). */
export const PERSON_MEMO = 'person';

/** One dialog as the list knows it; may lag behind the dialog by a second. */
export interface DialogRow {
  key: string;
  /** Null where an earlier version opened the dialog. */
  person: PersonLabel | null;
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

export interface ListDeps {
  connection: ConnectionLike;
  namespace: string;
  persons: PersonSeal;
}

/** Reads one page from visibility: no query to any dialog, those are billed (DESIGN §3). */
export async function listDialogs({ connection, namespace, persons }: ListDeps, filter: DialogFilter): Promise<DialogPage> {
  const { executions, nextPageToken } = await connection.workflowService.listWorkflowExecutions({
    namespace,
    query: visibilityQuery(filter),
    pageSize: filter.pageSize,
    nextPageToken: filter.pageToken === undefined ? null : Buffer.from(filter.pageToken, 'base64url'),
  });
  return {
    dialogs: await Promise.all(executions.map(async (listed) => ({ ...toRow(listed), person: await personOf(listed, persons) }))),
    nextPage: nextPageToken.length === 0 ? null : Buffer.from(nextPageToken).toString('base64url'),
  };
}

/** The open dialogs, by who may talk. */
export type DialogCounts = Readonly<Record<(typeof OPEN)[number], number>>;
const OPEN = ['withBot', 'awaitingManager', 'withManager'] as const;

/** Three counts of visibility; it asks no dialog. */
export async function countDialogs({ connection, namespace }: Pick<ListDeps, 'connection' | 'namespace'>): Promise<DialogCounts> {
  const [withBot = 0, awaitingManager = 0, withManager = 0] = await Promise.all(
    OPEN.map(async (state) => {
      const { count } = await connection.workflowService.countWorkflowExecutions({
        namespace,
        query: visibilityQuery({ state, pageSize: 1 }),
      });
      return Number(count ?? 0);
    }),
  );
  return { withBot, awaitingManager, withManager };
}

/** Filters are checked by the route; quotes are doubled here all the same, for a query is text. */
export function visibilityQuery({ contactKey, contactKeys, state, stage, leadId, managerId, waiting }: DialogFilter): string {
  const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  return [
    `WorkflowType = 'dialogWorkflow'`,
    `ExecutionStatus = 'Running'`,
    ...(contactKey === undefined ? [] : [`WorkflowId = ${quoted(dialogWorkflowId(contactKey))}`]),
    ...(contactKeys === undefined ? [] : [`WorkflowId IN (${contactKeys.map((key) => quoted(dialogWorkflowId(key))).join(', ')})`]),
    ...(state === undefined ? [] : [`DialogState = ${quoted(state)}`]),
    ...(stage === undefined ? [] : [`DialogStage = ${quoted(stage)}`]),
    ...(leadId === undefined ? [] : [`DialogLeadId = ${leadId}`]),
    ...(managerId === undefined ? [] : [`DialogManager = ${quoted(String(managerId))}`]),
    ...(waiting === true ? ['DialogClientWaitingSince IS NOT NULL'] : []),
    ...(waiting === false ? ['DialogClientWaitingSince IS NULL'] : []),
  ].join(' AND ');
}

type Listed = Awaited<ReturnType<ConnectionLike['workflowService']['listWorkflowExecutions']>>['executions'][number];

async function personOf({ memo }: Listed, persons: PersonSeal): Promise<PersonLabel | null> {
  const payload = memo?.fields?.[PERSON_MEMO];
  const sealed = payload == null ? undefined : defaultPayloadConverter.fromPayload(payload);
  return typeof sealed === 'string' ? ((await persons.open(sealed)) ?? null) : null;
}

function toRow({ execution, startTime, searchAttributes }: Listed): Omit<DialogRow, 'person'> {
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
