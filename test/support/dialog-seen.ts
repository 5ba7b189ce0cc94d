import type { DialogRow } from '../../api/temporal/dialog-list.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';

/** A dialog as the list knows it. */
export const aRow = (key: string, more: Partial<DialogRow> = {}): DialogRow => ({
  key,
  person: null,
  state: 'withBot',
  stage: null,
  reason: null,
  leadId: null,
  managerId: null,
  waitingSinceMs: null,
  startedAtMs: 1,
  ...more,
});

/** A dialog as it tells itself: with the bot, nobody waits. */
export const aView = (more: Partial<DialogView> = {}): DialogView => ({
  nowMs: 1,
  id: 'k1',
  state: 'withBot',
  stateSinceMs: null,
  stateBecause: null,
  episode: 1,
  holder: null,
  holdUntilMs: null,
  openingUntilMs: null,
  reason: null,
  handoffAtMs: null,
  leadId: 42000001,
  stage: null,
  requestKind: 'newRequest',
  unanswered: { count: 0, sinceMs: null, owedBy: 'nobody' },
  nextAlarm: null,
  contact: { phone: null, name: null, channel: 'whatsapp', conversationId: null },
  card: null,
  transcript: [],
  olderMessages: 0,
  alerts: [],
  decisions: [],
  owed: [],
  unknownEffects: [],
  ...more,
});
