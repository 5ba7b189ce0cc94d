import { nextDeadline } from '../../domain/dialog/decide.ts';
import type { Dialog } from '../../domain/dialog/dialog.ts';
import type { Policy } from '../../domain/dialog/policy.ts';
import { ledNow } from '../../domain/dialog/rules/holder.ts';
import { requestKind } from '../../domain/dialog/rules/request-kind.ts';
import { stageNow, theLead } from '../../domain/dialog/rules/the-lead.ts';
import type { DialogView } from './view.ts';

/** What people see of the dialog now. `policy` is absent only in the first moments of a run. */
export function viewOf(dialog: Dialog, nowMs: number, policy: Policy | undefined): DialogView {
  const { state, client, outbox, contact } = dialog;
  const stage = stageNow(dialog);
  const led = policy === undefined ? dialog.led : ledNow(dialog, policy);
  return {
    nowMs,
    id: dialog.id,
    state: state.name,
    stateSinceMs: led?.sinceMs ?? null,
    stateBecause: led?.because ?? null,
    episode: dialog.episode.number,
    holder: state.name === 'withManager' ? state.holder : null,
    holdUntilMs: state.name === 'withManager' ? (state.holdUntilMs ?? null) : null,
    openingUntilMs: state.name === 'withManager' ? (state.opening?.untilMs ?? null) : null,
    reason: state.name === 'awaitingManager' ? state.handoff.reason : null,
    handoffAtMs: state.name === 'awaitingManager' ? state.handoff.atMs : null,
    leadId: theLead(dialog)?.id ?? null,
    stage: stage === undefined || policy === undefined ? null : policy.stageNames[stage],
    requestKind: requestKind(dialog),
    unanswered: { count: client.seq - client.settledSeq, sinceMs: client.pendingSinceMs ?? null, owedBy: owedBy(dialog) },
    nextAlarm: policy === undefined ? null : (nextDeadline(dialog, policy) ?? null),
    contact: {
      phone: contact.phone ?? null,
      name: contact.name ?? null,
      channel: contact.channel,
      conversationId: contact.conversationId || null,
    },
    card: dialog.crm.card ?? null,
    transcript: dialog.transcript.messages,
    olderMessages: dialog.transcript.older,
    alerts: dialog.alerts,
    decisions: dialog.decisions,
    owed: [
      ...outbox.sends.map((send) => ({
        id: send.id,
        what: `sendMessage: ${send.purpose}`,
        sinceMs: send.firstTriedAtMs ?? nowMs,
        tries: send.tries,
        inFlight: send.inFlight,
      })),
      ...outbox.writes.map(({ id, write, decidedAtMs, tries, inFlight }) => ({
        id,
        what: write.type,
        sinceMs: decidedAtMs,
        tries,
        inFlight,
      })),
    ],
    unknownEffects: outbox.unknown,
  };
}

/** Who owes the client an answer (SPEC D-90). */
function owedBy({ state, client }: Dialog): DialogView['unanswered']['owedBy'] {
  if (client.seq === client.settledSeq) return 'nobody';
  return state.name === 'withBot' ? 'bot' : 'manager';
}
