import { Client, WorkflowNotFoundError, type Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { RaiseAlert } from '../activities/alerts/activities.ts';
import type { DialogStateOf } from '../activities/amocrm/crm.ts';
import type { AmocrmPollingDeps } from '../activities/amocrm/missed.ts';
import { TemporalCalls } from '../api/temporal/calls.ts';
import { withAlert } from '../api/temporal/start-options.ts';
import type { StateName } from '../domain/dialog/dialog.ts';
import { dialogWorkflowId, knowsQuery } from '../workflows/dialog/messages.ts';
import { leadChangeWorkflowId } from '../workflows/lead-change/messages.ts';
import type { Knows } from './missed-messages.ts';

/** What activities ask of our own workflows: their ports, wired to Temporal's client. Errors: TemporalAway. */
export interface OwnWorkflows {
  raiseAlert: RaiseAlert;
  dialogStateOf: DialogStateOf;
  knows: Knows;
  /** Did somebody make us read this lead or contact of the CRM's at that moment or later? */
  readSince: AmocrmPollingDeps['readSince'];
  /** Lets what is under way end first: a channel that closes under a call throws where nobody can catch it. */
  close(): Promise<void>;
}

const STATE = defineSearchAttributeKey('DialogState', SearchAttributeType.KEYWORD);
const LEAD_ID = defineSearchAttributeKey('DialogLeadId', SearchAttributeType.INT);

export function createOwnWorkflows(connection: Connection, namespace: string): OwnWorkflows {
  const { workflow } = new Client({ connection, namespace });
  const calls = new TemporalCalls(connection);
  return {
    async raiseAlert(alert) {
      await calls.store(() => workflow.signalWithStart('alertsWorkflow', withAlert(alert)));
    },

    /** The run's own attributes and not the list, which lags; no query, which would wake the dialog and be billed. */
    async dialogStateOf(contactKey, leadId) {
      try {
        const { status, typedSearchAttributes } = await calls.look(() => workflow.getHandle(dialogWorkflowId(contactKey)).describe());
        const isAboutIt = status.name === 'RUNNING' && typedSearchAttributes.get(LEAD_ID) === leadId;
        return isAboutIt ? (typedSearchAttributes.get(STATE) as StateName | undefined) : undefined;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },

    async knows(contactKey, message) {
      try {
        return await calls.ask(() => workflow.getHandle(dialogWorkflowId(contactKey)).query(knowsQuery, message));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },

    async readSince(entity, atMs) {
      try {
        const { startTime } = await calls.look(() => workflow.getHandle(leadChangeWorkflowId(entity)).describe());
        return startTime.getTime() >= atMs;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },

    async close() {
      await calls.drained();
      await connection.close();
    },
  };
}
