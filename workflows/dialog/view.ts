import type { Card } from '../../domain/dialog/card.ts';
import type { Alert } from '../../domain/dialog/alert.ts';
import type { DecisionNote, HandoffReason, Manager, Message, StateName } from '../../domain/dialog/dialog.ts';
import type { UnknownEffect } from '../../domain/dialog/outbox.ts';

/** What people see of one dialog (`GET /dialogs/:key`, console). Times are epoch ms on the dialog's own clock, `nowMs`. */
export interface DialogView {
  nowMs: number;
  id: string;
  state: StateName;
  /** Since when, and by what act or for what reason in words, it is so. */
  stateSinceMs: number | null;
  stateBecause: string | null;
  episode: number;
  holder: Manager | null;
  holdUntilMs: number | null;
  /** D-55: taken by opening the card only, until then. */
  openingUntilMs: number | null;
  reason: HandoffReason | null;
  handoffAtMs: number | null;
  leadId: number | null;
  stage: string | null;
  requestKind: string;
  /** Who owes the client an answer (D-90). */
  unanswered: { count: number; sinceMs: number | null; owedBy: 'bot' | 'manager' | 'nobody' };
  /** When the dialog looks up next although nobody writes. */
  nextAlarm: { atMs: number; why: string } | null;
  contact: { phone: string | null; name: string | null; channel: string; conversationId: number | null };
  card: (Card & { readAtMs: number }) | null;
  transcript: readonly Message[];
  olderMessages: number;
  alerts: readonly Alert[];
  decisions: readonly DecisionNote[];
  owed: readonly { id: string; what: string; sinceMs: number; tries: number; inFlight: boolean }[];
  unknownEffects: readonly UnknownEffect[];
}
