import { upsertSearchAttributes } from '@temporalio/workflow';
import type { Dialog } from '../../domain/dialog/dialog.ts';
import type { Policy } from '../../domain/dialog/policy.ts';
import { stageNow, theLead } from '../../domain/dialog/rules/the-lead.ts';

type Upsert = Extract<Parameters<typeof upsertSearchAttributes>[0], readonly unknown[]>;

/** What the *list* of dialogs can show and filter by (DESIGN §3). No personal data: they are stored in clear. */
interface Attributes {
  state: string;
  stage: string | null;
  reason: string | null;
  leadId: number | null;
  manager: string | null;
  waitingSinceMs: number | null;
}

/** What the list shows of this dialog now. A bot turn changes nothing here: the client's wait counts only while a person is awaited. */
export function attributesOf(dialog: Dialog, { stageNames }: Policy): Attributes {
  const { state, client } = dialog;
  const stage = stageNow(dialog);
  const awaitsPerson = state.name === 'awaitingManager' || state.name === 'withManager';
  return {
    state: state.name,
    stage: stage === undefined ? null : stageNames[stage],
    reason: state.name === 'awaitingManager' ? state.handoff.reason : null,
    leadId: theLead(dialog)?.id ?? null,
    manager: state.name === 'withManager' && state.holder.id !== undefined ? String(state.holder.id) : null,
    waitingSinceMs: awaitsPerson && client.seq > client.settledSeq ? (client.pendingSinceMs ?? null) : null,
  };
}

/** Writes them in one call, and only when one changed: each call is an event of the history. */
export class ShownAttributes {
  private shown = '';

  show(attributes: Attributes): void {
    const next = JSON.stringify(attributes);
    if (next === this.shown) return;
    this.shown = next;
    upsertSearchAttributes(pairs(attributes));
  }
}

function pairs({ state, stage, reason, leadId, manager, waitingSinceMs }: Attributes): Upsert {
  return [
    { key: { name: 'DialogState', type: 'KEYWORD' }, value: state },
    { key: { name: 'DialogStage', type: 'KEYWORD' }, value: stage },
    { key: { name: 'DialogHandoffReason', type: 'KEYWORD' }, value: reason },
    { key: { name: 'DialogLeadId', type: 'INT' }, value: leadId },
    { key: { name: 'DialogManager', type: 'KEYWORD' }, value: manager },
    { key: { name: 'DialogClientWaitingSince', type: 'DATETIME' }, value: waitingSinceMs === null ? null : new Date(waitingSinceMs) },
  ];
}
