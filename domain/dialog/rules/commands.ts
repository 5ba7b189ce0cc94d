import { assertNever } from '../../assert-never.ts';
import type { Dialog } from '../dialog.ts';
import type { CommandEvent } from '../events.ts';
import type { Moment } from '../policy.ts';
import { isSamePerson, nameOf } from './holder.ts';
import { MESSAGE_MAX_CHARS } from './sends.ts';

export type RefusalCode =
  | 'ALREADY_TAKEN'
  | 'NOT_WITH_MANAGER'
  | 'HOLD_TOO_LONG'
  | 'HOLD_IN_PAST'
  | 'NOT_RESPONSIBLE'
  | 'NO_SUCH_EFFECT'
  | 'TEXT_EMPTY'
  | 'TEXT_TOO_LONG';

export interface Refusal {
  code: RefusalCode;
  /** For the person who asked, in Russian. */
  message: string;
}

/** Why a command is refused, or nothing (SPEC D-52, D-54, D-55, D-91). It changes nothing. */
export function refusal(dialog: Dialog, command: CommandEvent, at: Moment): Refusal | undefined {
  switch (command.type) {
    case 'take':
      return command.force ? undefined : heldByAnother(dialog, command.by, at);
    case 'release':
      return dialog.state.name === 'withManager' || dialog.state.name === 'awaitingManager'
        ? undefined
        : { code: 'NOT_WITH_MANAGER', message: 'Диалог и так не у менеджера: возвращать нечего.' };
    case 'hold':
      return holdRefused(command.untilMs, at) ?? heldByAnother(dialog, command.by, at);
    case 'say':
      if (command.text.trim() === '') return { code: 'TEXT_EMPTY', message: 'Текст пуст: напишите, что сказать клиенту.' };
      return command.text.length > MESSAGE_MAX_CHARS
        ? { code: 'TEXT_TOO_LONG', message: `Текст длиннее ${MESSAGE_MAX_CHARS} знаков: WhatsApp его не примет, разделите его.` }
        : undefined;
    case 'cardOpened':
      return isNothing(dialog, at) || isHolder(dialog, command) || mayBeResponsible(dialog, command)
        ? undefined
        : { code: 'NOT_RESPONSIBLE', message: 'Открыл не ответственный за эту сделку: ничего не изменилось.' };
    case 'settle':
      return dialog.outbox.unknown.some(({ id }) => id === command.effectId)
        ? undefined
        : { code: 'NO_SUCH_EFFECT', message: 'Такого действия с неизвестной судьбой нет: возможно, его уже отметили.' };
    default:
      return assertNever(command);
  }
}

/** The second take names the present holder (SPEC D-54). An opening that nobody confirmed holds nothing against a button. */
function heldByAnother({ state }: Dialog, by: CommandEvent['by'], { policy }: Moment): Refusal | undefined {
  if (state.name !== 'withManager' || state.opening || isSamePerson(state.holder, by)) return undefined;
  return { code: 'ALREADY_TAKEN', message: `Диалог уже ведёт ${nameOf(state.holder, policy)}. Чтобы забрать его, подтвердите ещё раз.` };
}

function holdRefused(untilMs: number, { nowMs, policy }: Moment): Refusal | undefined {
  if (untilMs <= nowMs) return { code: 'HOLD_IN_PAST', message: 'Это время уже прошло: назовите время впереди.' };
  const hours = Math.round(policy.durations.holdMaxMs / 3_600_000);
  return untilMs - nowMs > policy.durations.holdMaxMs
    ? { code: 'HOLD_TOO_LONG', message: `Держать диалог можно не дольше ${hours} часов.` }
    : undefined;
}

/** An opening that changes nothing whoever it was (SPEC D-55). */
const isNothing = ({ state }: Dialog, { policy }: Moment): boolean => state.name === 'closed' || policy.settings.cardOpened === 'ignore';

type CardOpened = Extract<CommandEvent, { type: 'cardOpened' }>;

/** While somebody holds it, opening is an act of theirs, whoever is responsible for the lead (SPEC D-55). */
const isHolder = ({ state }: Dialog, { by }: CardOpened): boolean => state.name === 'withManager' && isSamePerson(state.holder, by);

/** As long as no card tells who is responsible, whoever opens counts: an opening lapses by itself (SPEC D-55). */
function mayBeResponsible({ crm }: Dialog, { by, leadId }: CardOpened): boolean {
  if (crm.card === undefined) return true;
  const lead = crm.card.leads.find(({ id }) => id === leadId);
  return lead?.responsibleId !== undefined && lead.responsibleId === by.id;
}
