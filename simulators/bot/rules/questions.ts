import type { Draft } from '../draft.ts';
import { opening, reply } from '../draft.ts';
import { INTENT, OWN_BOOKING } from '../intents.ts';
import type { Topic } from '../knowledge.ts';
import { topicsOf } from '../knowledge.ts';
import { readBooking } from '../reading/booking.ts';
import { normalise, phrase, sentences } from '../reading/words.ts';
import type { Turn } from '../turn.ts';

/** More than this in one message would be a leaflet. */
const MOST_TOPICS = 3;
const ASKS = phrase(
  'есть ли',
  'есть у вас',
  'можно',
  'сколько',
  'какой',
  'какая',
  'какие',
  'какое',
  'где',
  'когда',
  'как',
  'чем',
  'что',
  'нужн~ ли',
  'нужен ли',
  'входит',
  'интересует',
  'подскажите',
);
const KNOWN_QUESTIONS = [INTENT.asksToBook, INTENT.asksPrice, INTENT.pays, INTENT.books, INTENT.greets];

/**
 * Answers from the knowledge base. A sentence that only tells us something about the booking («приедем на машине 10 июля») is no question,
 * though it holds a word of a topic.
 */
export function topicAnswers(turn: Turn, without: readonly string[] = []): string[] {
  const topics = spoken(turn)
    .filter((sentence) => sentence.endsWith('?') || ASKS.test(normalise(sentence)) || !tellsOfBooking(sentence, turn))
    .flatMap((sentence) => topicsOf(normalise(sentence), turn.knowledge));
  return [...new Set<Topic>(topics)]
    .filter(({ id }) => !without.includes(id))
    .slice(0, MOST_TOPICS)
    .map(({ answer }) => answer);
}

/** Asked with a question mark, and neither the knowledge base nor the booking scenario has a word of it. */
function unknownQuestion(turn: Turn): string | undefined {
  return spoken(turn).find((sentence) => sentence.endsWith('?') && /\p{L}{3}/u.test(sentence) && !isKnown(sentence, turn));
}

function isKnown(sentence: string, turn: Turn): boolean {
  const text = normalise(sentence);
  const always = [INTENT.asksIfHeard, INTENT.asksWho, ...Object.values(OWN_BOOKING)];
  if (topicsOf(text, turn.knowledge).length > 0 || always.some((pattern) => pattern.test(text))) return true;
  return turn.collects && (tellsOfBooking(sentence, turn) || KNOWN_QUESTIONS.some((pattern) => pattern.test(text)));
}

function tellsOfBooking(sentence: string, { todayIso, knowledge, collects }: Turn): boolean {
  return collects && Object.keys(readBooking(sentence, todayIso, {}, knowledge)).length > 0;
}

function spoken({ fresh }: Turn): string[] {
  return fresh.flatMap(({ text }) => sentences(text ?? ''));
}

/** Estafeta hands a gap over and keeps the question; what was read of the booking goes with it. */
export function reportGap(turn: Turn): Draft | undefined {
  const question = unknownQuestion(turn);
  return question === undefined ? undefined : { actions: [...opening(turn), { type: 'knowledgeGap', question }] };
}

export function answerFromKnowledge(turn: Turn): Draft | undefined {
  const answers = topicAnswers(turn);
  return answers.length === 0 ? undefined : reply(answers.join('\n\n'));
}
