import type { BotAction, BotBooking, BotRequest } from '../../domain/dialog/bot.ts';
import type { Effect } from '../../domain/dialog/effects.ts';
import type { FakeWorld } from '../support/fake-world.ts';

export const clarify = (text: string): BotAction => ({ type: 'clarify', text });
export const handsOver = (reason: string, summary = 'Кратко о деле'): BotAction => ({ type: 'handoff', reason, summary });
export const booking = (fields: BotBooking): BotAction => ({ type: 'setBooking', fields });
export const link = (url = PAY, amount = 18_000): BotAction => ({ type: 'paymentLink', url, amount });
export const proposes = (stage: string): BotAction => ({ type: 'proposeStage', stage, because: 'так решил бот' });
export const gap = (question: string): BotAction => ({ type: 'knowledgeGap', question });
export const review = (text: string): BotAction => ({ type: 'review', text });
export const newBooking: BotAction = { type: 'newBooking' };
export const optOut: BotAction = { type: 'optOut' };
export const silent: BotAction = { type: 'silent', because: 'нечего сказать' };
export const unknownAction = (name: string): BotAction => ({ type: 'unknown', name });

export const PAY = 'https://pay.example/77';
export const GREETING = 'Здравствуйте! Я виртуальный помощник санатория «Шахтёр».';
export const HANDOFF_TEXT = 'Передаю ваше обращение менеджеру. Вам ответит первый освободившийся менеджер.';

/** What the bot answers in one turn. */
export type Answer = readonly BotAction[];

/** The answers of one turn after another; the last one stands for all that follow. */
export function inTurn(...answers: readonly Answer[]): (request: BotRequest) => Answer {
  let asked = 0;
  return () => {
    asked += 1;
    return answers[Math.min(asked, answers.length) - 1] ?? [];
  };
}

/** Every reason the dialog was handed over for, in order. */
export const reasons = ({ dialog, policy }: FakeWorld): string[] =>
  dialog.decisions.flatMap(({ text }) => {
    const words = /^передано менеджеру: (.+)$/u.exec(text)?.[1];
    const [reason] = Object.entries(policy.reasonWords).find(([, value]) => value === words) ?? [];
    return reason === undefined ? [] : [reason];
  });

/** Effects of one kind as they started, with their moment. */
export function startedOf<T extends Effect['type']>(world: FakeWorld, type: T): (Extract<Effect, { type: T }> & { startedAtMs: number })[] {
  return world.started.flatMap(({ effect, atMs }) =>
    effect.type === type ? [{ ...(effect as Extract<Effect, { type: T }>), startedAtMs: atMs }] : [],
  );
}
