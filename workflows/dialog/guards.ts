import type { Stage } from '../../domain/dialog/card.ts';
import type { ClientMessage, LeadChange, ManagerAct, MessageFailure, OutgoingMessage } from '../../domain/dialog/events.ts';
import type { CardOpenedCommand, HoldCommand, ReleaseCommand, SayCommand, SettleCommand, TakeCommand } from './messages.ts';

/**
 * Payloads come from anywhere that may speak to Temporal. A handler that trips over one wedges the contact for ever, so each
 * is looked at first; what does not fit is dropped whole (facts/temporal.md §1.2). By hand: zod would double the bundle.
 */
type Fields = Readonly<Record<string, unknown>>;
const TEXT_MAX_CHARS = 100_000;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= TEXT_MAX_CHARS;
const isId = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= 200;
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isNumberId = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);
const isOptional = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value);

function isContact(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value['externalId']) &&
    isText(value['channel']) &&
    isNumberId(value['conversationId']) &&
    isOptional(value['phone'], isText) &&
    isOptional(value['name'], isText)
  );
}

const isFirstContact = (value: unknown): boolean =>
  isFields(value) && isId(value['phone']) && isId(value['channel']) && isOptional(value['name'], isText);

function isAttachment(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value['kind']) &&
    isText(value['url']) &&
    isOptional(value['fileName'], isText) &&
    isOptional(value['mimeType'], isText) &&
    isOptional(value['sizeBytes'], isTime)
  );
}

function isManager(value: unknown): boolean {
  return isFields(value) && isOptional(value['id'], isNumberId) && isOptional(value['name'], isText);
}

export function isClientMessage(value: unknown): value is ClientMessage {
  if (!isFields(value) || !isId(value['messageId']) || !isText(value['text']) || !isTime(value['sentAtMs']) || !isContact(value['contact']))
    return false;
  const { attachments, quotes, edited } = value;
  return (
    Array.isArray(attachments) &&
    attachments.length <= 100 &&
    attachments.every(isAttachment) &&
    isOptional(quotes, isText) &&
    isOptional(edited, (is) => is === true)
  );
}

export function isOutgoingMessage(value: unknown): value is OutgoingMessage {
  return (
    isFields(value) &&
    isId(value['messageId']) &&
    isText(value['text']) &&
    isTime(value['sentAtMs']) &&
    typeof value['bulk'] === 'boolean' &&
    isContact(value['contact'])
  );
}

export function isManagerAct(value: unknown): value is ManagerAct {
  if (!isFields(value) || !isId(value['actId']) || !isManager(value['by'])) return false;
  return (
    (value['via'] === 'field' || value['via'] === 'task') &&
    isOptional(value['leadId'], isNumberId) &&
    isOptional(value['taskText'], isText) &&
    isOptional(value['doneAtMs'], isTime)
  );
}

export function isMessageFailure(value: unknown): value is MessageFailure {
  return isFields(value) && isId(value['messageId']) && isText(value['why']);
}

export function isLeadChange(value: unknown): value is LeadChange {
  if (!isFields(value) || !isId(value['changeId']) || !isOptional(value['leadId'], isNumberId) || !isOptional(value['leaderShown'], isText))
    return false;
  return isOptional(value['lead'], isLead);
}

const STAGES: Readonly<Record<Stage, true>> = {
  new: true,
  consulted: true,
  preBooked: true,
  prepaid: true,
  arriving: true,
  staying: true,
  left: true,
  lost: true,
  closed: true,
  unknown: true,
};
const LEAD_TEXTS = ['arrival', 'departure', 'programme', 'roomCategory', 'leader'] as const;
const LEAD_NUMBERS = ['amountRub', 'guests', 'responsibleId'] as const;

function isLead(value: unknown): boolean {
  return (
    isFields(value) &&
    isNumberId(value['id']) &&
    typeof value['stage'] === 'string' &&
    Object.hasOwn(STAGES, value['stage']) &&
    isTime(value['createdAtMs']) &&
    isTime(value['personChangedAtMs']) &&
    typeof value['untouched'] === 'boolean' &&
    LEAD_TEXTS.every((name) => isOptional(value[name], isText)) &&
    LEAD_NUMBERS.every((name) => isOptional(value[name], isTime))
  );
}

const isBy = (value: unknown): value is Fields => isFields(value) && isManager(value['by']);
export const isTakeCommand = (value: unknown): value is TakeCommand =>
  isBy(value) && isOptional(value['force'], (force) => typeof force === 'boolean');
export const isReleaseCommand = (value: unknown): value is ReleaseCommand => isBy(value);
export const isHoldCommand = (value: unknown): value is HoldCommand => isBy(value) && isTime(value['untilMs']);
export const isSayCommand = (value: unknown): value is SayCommand =>
  isBy(value) && isText(value['text']) && isOptional(value['to'], isFirstContact);
export const isCardOpenedCommand = (value: unknown): value is CardOpenedCommand => isBy(value) && isNumberId(value['leadId']);
export const isSettleCommand = (value: unknown): value is SettleCommand =>
  isBy(value) && isId(value['effectId']) && typeof value['happened'] === 'boolean';
