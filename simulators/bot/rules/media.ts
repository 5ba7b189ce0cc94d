import type { TurnMessage } from '../contract.ts';
import type { Draft } from '../draft.ts';
import { handoff } from '../draft.ts';
import type { Turn } from '../turn.ts';

const NAMES = { photo: 'фото', voice: 'голосовое сообщение', document: 'документ', video: 'видео', other: 'вложение' } as const;

/** The bot reads no pictures and hears no voices. At «Предварительная бронь» a bare picture is most likely a receipt (SPEC D-32). */
export function handOffUnreadableMedia(turn: Turn): Draft | undefined {
  const unreadable = turn.fresh.filter(({ text }) => (text ?? '').trim() === '');
  if (!unreadable.some(({ attachments }) => attachments.length > 0)) return undefined;
  if (turn.lead?.stage === 'Предварительная бронь' && unreadable.some(isPicture)) {
    return handoff(turn, 'reportsPayment', `Прислано без подписи: ${namesOf(unreadable)}; возможно, чек`);
  }
  return handoff(turn, 'media', `Прислано без подписи: ${namesOf(unreadable)}`);
}

/** A caption nobody understands leaves only the picture. */
export function handOffMediaWithUnclearCaption(turn: Turn): Draft | undefined {
  const withMedia = turn.fresh.filter(({ attachments }) => attachments.length > 0);
  return withMedia.length === 0 ? undefined : handoff(turn, 'media', `Прислано с непонятной подписью: ${namesOf(withMedia)}`);
}

function isPicture({ attachments }: TurnMessage): boolean {
  return attachments.some(({ kind }) => kind === 'photo' || kind === 'document');
}

function namesOf(messages: readonly TurnMessage[]): string {
  return [...new Set(messages.flatMap(({ attachments }) => attachments.map(({ kind }) => NAMES[kind])))].join(', ');
}
