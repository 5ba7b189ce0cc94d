import type { BotActionType, BotLead, BotRequest, RequestKind } from '../bot.ts';
import type { Lead } from '../card.ts';
import { hasWindow } from '../channel.ts';
import type { Dialog, Turn } from '../dialog.ts';
import type { Moment, Policy } from '../policy.ts';
import { requestKind } from './request-kind.ts';
import { isBotsStage, stageNow, theLead } from './the-lead.ts';
import { needsNewLead } from './handoff.ts';
import { isWithin } from './working-hours.ts';

const ALWAYS: readonly BotActionType[] = ['reply', 'clarify', 'handoff', 'silent', 'knowledgeGap', 'setBooking', 'optOut'];
const WINDOW_MS = 24 * 3_600_000;

/** What the bot may do in this situation (DESIGN §5). */
function allowedActions(dialog: Dialog): readonly BotActionType[] {
  const kind = requestKind(dialog);
  const stage = needsNewLead(dialog) ? 'new' : stageNow(dialog);
  const hasActive = kind === 'bookingInProgress' || kind === 'currentBooking' || kind === 'severalLeads';
  return [
    ...ALWAYS,
    ...(stage !== undefined && isBotsStage(stage) ? (['paymentLink', 'proposeStage'] as const) : []),
    ...(kind === 'afterStay' ? (['review'] as const) : []),
    ...(kind === 'afterStay' || hasActive ? (['newBooking'] as const) : []),
  ];
}

/** The question of a turn: everything SPEC D-13 gives the bot, in the words of the contract. */
export function botRequest(dialog: Dialog, turn: Turn, { nowMs, policy }: Moment): BotRequest {
  const { episode, client, crm, contact } = dialog;
  const lastAtMs = client.lastAtMs;
  return {
    version: 1,
    turnId: turn.id,
    deadlineMs: turn.startedAtMs + policy.durations.botDeadlineMs,
    trigger: turn.trigger,
    dialog: {
      id: dialog.id,
      state: dialog.state.name,
      previousState: episode.previousState ?? null,
      episode: episode.number,
      windowEndsMs: hasWindow(contact) && lastAtMs !== undefined ? lastAtMs + WINDOW_MS : null,
      locale: 'ru',
    },
    newMessageIds: newMessageIds(dialog),
    messages: dialog.transcript.messages.map(({ id, role, atMs, text, attachments, quotes }) => ({
      id,
      role,
      atMs,
      text,
      attachments: attachments ?? [],
      ...(quotes === undefined ? {} : { quotes }),
    })),
    context: {
      contact: contactOf(dialog),
      leads: (crm.card?.leads ?? []).map((lead) => leadForBot(lead, policy)),
      activeLeadId: theLead(dialog)?.id ?? null,
      requestKind: requestKind(dialog),
      workingNow: isWithin(nowMs, policy.hours.working),
      cardAgeSeconds: crm.card === undefined ? null : Math.max(0, Math.round((nowMs - crm.card.readAtMs) / 1000)),
    },
    allowedActions: allowedActions(dialog),
    state: episode.botState ?? null,
  };
}

function newMessageIds({ transcript, client }: Dialog): string[] {
  return transcript.messages.filter(({ seq }) => seq !== undefined && seq > client.settledSeq).map(({ id }) => id);
}

function contactOf({ crm }: Dialog): BotRequest['context']['contact'] {
  const contact = crm.card?.contact;
  if (!contact) return null;
  return {
    firstName: contact.firstName ?? null,
    patronymic: contact.patronymic ?? null,
    lastName: contact.lastName ?? null,
    notes: contact.notes,
  };
}

function leadForBot(lead: Lead, { stageNames }: Policy): BotLead {
  return {
    id: lead.id,
    stage: stageNames[lead.stage],
    arrival: lead.arrival ?? null,
    departure: lead.departure ?? null,
    programme: lead.programme ?? null,
    roomCategory: lead.roomCategory ?? null,
    amount: lead.amountRub ?? null,
    guests: lead.guests ?? null,
  };
}

/** The turn as it is asked now: from here on newer messages make its answer stale (SPEC D-06). */
export function asked(dialog: Dialog, turn: Turn): Dialog {
  const { burst: _, ...client } = dialog.client;
  const kind: RequestKind = requestKind(dialog);
  const lead = theLead(dialog);
  const about = lead !== undefined && isBotsStage(lead.stage) ? { leadId: lead.id } : {};
  return {
    ...dialog,
    client,
    episode: { ...dialog.episode, resume: false },
    turn: { ...turn, stage: 'asked', coversSeq: dialog.client.seq, kind, allowed: allowedActions(dialog), ...about },
  };
}
