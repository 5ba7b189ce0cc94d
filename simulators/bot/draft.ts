import type { Action, HandoffReason } from './contract.ts';
import type { Memory } from './memory.ts';
import { bookingSummary } from './phrases.ts';
import type { Turn } from './turn.ts';

/** What a rule proposes: actions in the order they should take effect, and what to remember of them. */
export interface Draft {
  actions: readonly Action[];
  remember?: Partial<Memory>;
}

/** One rule of the bot: an answer, or nothing when it has none for this turn. */
export type Rule = (turn: Turn) => Draft | undefined;

/** Before everything else: a new booking after «Выезд», then what was read, so that a handoff's task lands on the right lead. */
export function opening(turn: Turn): Action[] {
  return [
    ...(turn.opensNewBooking && turn.can('newBooking') ? [{ type: 'newBooking' } as const] : []),
    ...(turn.collects && turn.bookingChanged ? [{ type: 'setBooking', fields: turn.memory.booking } as const] : []),
  ];
}

/** A handoff with what a manager should know; no reply beside it, Estafeta has the text. */
export function handoff(turn: Turn, reason: HandoffReason, what: string): Draft {
  const collected = turn.collects ? bookingSummary(turn.booking) : '';
  return { actions: [...opening(turn), { type: 'handoff', reason, summary: `${what}.${collected}` }] };
}

export function reply(text: string, remember?: Partial<Memory>): Draft {
  return { actions: [{ type: 'reply', text }], ...(remember === undefined ? {} : { remember }) };
}

/** «Мария Ивановна, подскажите…» where the card has a name, «Подскажите…» where not. */
export function addressed({ name }: Pick<Turn, 'name'>, text: string): string {
  return name === undefined ? text.charAt(0).toUpperCase() + text.slice(1) : `${name}, ${text}`;
}
