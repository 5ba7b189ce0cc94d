import type { BotAnswer, BotBooking } from '../bot.ts';
import type { BookingFields } from '../card.ts';
import type { Dialog } from '../dialog.ts';
import type { WriteTarget } from '../outbox.ts';
import type { Moment } from '../policy.ts';
import { guestsOf } from './booking-facts.ts';
import type { Reading } from './bot-answer.ts';
import { needsNewLead } from './handoff.ts';
import { consultationDone } from './lead-stage.ts';
import { noted } from './notes.ts';
import { isBotsStage, stageNow, theLead } from './the-lead.ts';
import { aboutTheLead, owes, owesLead } from './writes.ts';

const BOT_STATE_MAX_BYTES = 4_096;

/** What the answer teaches, whatever becomes of its words: the bot's memory, booking, a wish to be left alone (SPEC D-64, D-76). */
export function remembered(dialog: Dialog, reading: Reading, answer: BotAnswer, nowMs: number): Dialog {
  const { state } = answer;
  const keeps = state !== undefined && bytesOf(JSON.stringify(state) ?? '') <= BOT_STATE_MAX_BYTES;
  const booking: BotBooking = { ...dialog.episode.booking, ...reading.booking };
  const learnt: Dialog = { ...dialog, episode: { ...dialog.episode, booking, ...(keeps ? { botState: state } : {}) } };
  return keeps || state === undefined ? learnt : noted(learnt, nowMs, 'D-20', 'память бота больше 4 КБ: осталась прежняя');
}

/** In UTF-8, as it is stored; half an emoji counts as two bytes of its four. */
const bytesOf = (text: string): number => {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const isHalf = code >= 0xd800 && code < 0xe000;
    bytes += code < 0x80 ? 0 : code < 0x800 || isHalf ? 1 : 2;
  }
  return bytes;
};

/** What the policy forbade is recorded (SPEC D-24). */
export const refusalsNoted = (dialog: Dialog, { refused }: Reading, nowMs: number): Dialog =>
  refused.reduce((result, what) => noted(result, nowMs, 'D-24', `отклонено: ${what}`), dialog);

/** A review becomes a note on the lead of that stay, once, however often an answer to it is dropped and thought of anew (SPEC D-14). */
export function reviewKept(dialog: Dialog, text: string, { target, nowMs }: { target: WriteTarget; nowMs: number }): Dialog {
  const review = text.slice(0, 4000);
  if (dialog.episode.reviewNoted?.includes(review)) return dialog;
  const known: Dialog = { ...dialog, episode: { ...dialog.episode, reviewNoted: review } };
  return owes(known, nowMs, { type: 'addNote', text: `Отзыв гостя: ${review}`, target });
}

/** Booking parameters go to the lead's fields in the first three stages (SPEC D-64). Which these are without a card shows when it comes (D-16). */
export function bookingWritten(dialog: Dialog, { booking }: Reading, { nowMs, policy }: Moment): Dialog {
  if (booking === undefined || !policy.settings.writeBooking || !(isAtBotsStage(dialog) || isCardAwaited(dialog))) return dialog;
  const { arrival, departure, programme, roomCategory, amountRub } = dialog.episode.booking;
  const guests = guestsOf(dialog.episode.booking);
  const fields = Object.fromEntries(
    Object.entries({ arrival, departure, programme, roomCategory, amountRub, guests }).filter(([, value]) => value !== undefined),
  ) as BookingFields;
  if (Object.keys(fields).length === 0) return dialog;
  const owing = needsNewLead(dialog) ? owesLead(dialog, nowMs) : dialog;
  return owes(owing, nowMs, { type: 'writeBooking', fields, target: aboutTheLead(owing) });
}

function isAtBotsStage(dialog: Dialog): boolean {
  const stage = needsNewLead(dialog) ? 'new' : stageNow(dialog);
  return stage !== undefined && isBotsStage(stage);
}

const isCardAwaited = ({ crm, contact }: Dialog): boolean => crm.card === undefined && contact.phone !== undefined;

/** An answer without words: what it wants of a lead that is there already needs no message of ours (SPEC D-61, D-64). */
export function doneInSilence(dialog: Dialog, reading: Reading, at: Moment): Dialog {
  if (needsNewLead(dialog)) return dialog; // none is made for a silent turn (D-15)
  const written = bookingWritten(dialog, reading, at);
  return reading.consulted ? consultationDone(written, theLead(written)?.id, at.nowMs) : written;
}
