import type { Card, Interval, Lead } from '../../domain/dialog/card.ts';
import type { Contact } from '../../domain/dialog/dialog.ts';
import { HANDOFF_REASONS, type HandoffReason } from '../../domain/dialog/dialog.ts';
import type { Policy, PolicyDurations, PolicySettings } from '../../domain/dialog/policy.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Monday, 2 March 2026, in Moscow (UTC+3). */
export const MONDAY_MS = Date.UTC(2026, 2, 2) - 3 * HOUR_MS;

/** `at('10:05')` on that Monday in Moscow, or `days` later. */
export function at(time: string, days = 0): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return MONDAY_MS + days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * 1_000;
}

export const seconds = (count: number): number => count * 1_000;
export const minutes = (count: number): number => count * MINUTE_MS;
export const hours = (count: number): number => count * HOUR_MS;
export const days = (count: number): number => count * DAY_MS;

/** The same hours every day for 120 days around that Monday; a dated exception replaces a day's. */
export function everyDay(
  from: string,
  to: string,
  exceptions: Readonly<Record<number, readonly (readonly [string, string])[]>> = {},
): Interval[] {
  return Array.from({ length: 120 }, (_, index) => index - 30).flatMap((day) =>
    (exceptions[day] ?? [[from, to]]).map(([start, end]): Interval => [at(start, day), at(end, day)]),
  );
}

/** The policy of SPEC's defaults; a test names only what it changes. */
export function aPolicy(
  change: { durations?: Partial<PolicyDurations>; settings?: Partial<PolicySettings>; hours?: Partial<Policy['hours']> } & Partial<
    Pick<Policy, 'linkHosts' | 'optOutWords' | 'automaticTexts'>
  > = {},
): Policy {
  return {
    texts: {
      greeting: 'Здравствуйте! Я виртуальный помощник санатория «Шахтёр».',
      greetingMark: 'виртуальный помощник',
      handoffInHours: 'Передаю ваше обращение менеджеру. Вам ответит первый освободившийся менеджер.',
      handoffAfterHours: 'Передаю ваше обращение менеджеру. В рабочее время вам ответит менеджер.',
      resumed: 'Я виртуальный помощник, снова на связи.',
      resumedIdle: 'Если есть вопросы, напишите.',
      paymentLink: 'Ссылка на оплату: {url}',
      reviewThanks: 'Спасибо за отзыв!',
      unknownManager: 'менеджер (WhatsApp)',
    },
    reasonWords: Object.fromEntries(HANDOFF_REASONS.map((reason) => [reason, `причина ${reason}`])) as Record<HandoffReason, string>,
    stageNames: {
      new: 'Новая заявка',
      consulted: 'Проведена консультация',
      preBooked: 'Предварительная бронь',
      prepaid: 'Предоплата получена',
      arriving: 'Заезд',
      staying: 'Проживающие',
      left: 'Выезд',
      lost: 'Отказ',
      closed: 'Закрыта',
      unknown: 'Другой этап',
    },
    durations: {
      quietMs: 8_000,
      quietMaxMs: 30_000,
      cardFreshMs: 10 * MINUTE_MS,
      cardWaitMs: 5_000,
      botDeadlineMs: 45_000,
      sendSameTextMs: MINUTE_MS,
      sendGiveUpMs: 10 * MINUTE_MS,
      leadWaitMs: MINUTE_MS,
      ownLeadOlderMs: 2 * MINUTE_MS,
      taskDueWorkingMs: 15 * MINUTE_MS,
      remindWorkingMs: 15 * MINUTE_MS,
      escalateWorkingMs: HOUR_MS,
      idleWaitingMs: 20 * MINUTE_MS,
      idleMs: 40 * MINUTE_MS,
      holdMaxMs: DAY_MS,
      openingLapseMs: 5 * MINUTE_MS,
      softHoldMs: 3 * MINUTE_MS,
      finalTouchAfterMs: DAY_MS,
      windowMs: 23 * HOUR_MS,
      windowAfterWordMs: 4 * HOUR_MS,
      finalTouchFollowUpMs: 2 * DAY_MS,
      closeLostAfterMs: 7 * DAY_MS,
      closeAfterMs: 30 * DAY_MS,
      ...change.durations,
    },
    settings: {
      staleDraftsMax: 2,
      cardOpened: 'take',
      returnGreeting: 'atOnce',
      writeBooking: true,
      afterFinalTouch: 'task',
      ...change.settings,
    },
    linkHosts: change.linkHosts ?? ['pay.example'],
    optOutWords: change.optOutWords ?? ['не пишите мне'],
    automaticTexts: change.automaticTexts ?? ['Ваша заявка принята*'],
    hours: {
      working: everyDay('09:00', '20:00'),
      greeting: everyDay('09:00', '21:00'),
      finalTouch: everyDay('10:00', '20:00'),
      ...change.hours,
    },
  };
}

export const aContact = (change: Partial<Contact> = {}): Contact => ({
  phone: '79000000001',
  externalId: '79000000001',
  name: 'Ольга',
  channel: 'whatsapp',
  conversationId: 7001,
  ...change,
});

/** A lead that people work on, made long ago. */
export const aLead = (change: Partial<Lead> & Pick<Lead, 'id' | 'stage'>): Lead => ({
  createdAtMs: at('09:00', -20),
  personChangedAtMs: at('09:00', -20),
  untouched: false,
  responsibleId: 9500001,
  ...change,
});

export const aCard = (leads: readonly Lead[] = [], contact: Card['contact'] = { id: 53_000_001, firstName: 'Ольга', notes: [] }): Card => ({
  contact,
  leads,
});
