import type { Child } from '../contract.ts';
import { isoDay } from './calendar-days.ts';
import { NUMBER, toNumber } from './numbers.ts';
import { phrase, wholeWord } from './words.ts';

const CHILD =
  '(?:ребен~|реб(?!\\p{L})|дети|детей|детьми|детям|детях|деток|детки|сын~|доч~|внук~|внуч~|малыш~|мальчик~|девоч~|младен~|грудн~)';
const NOT_A_CHILD_BUT_A_GROWN_UP = 18;
const AGE_LIST = `${NUMBER}(?:\\s*(?:,|и)\\s*${NUMBER})*`;

const NO_CHILDREN = phrase('без дет~', 'без ребен~', 'детей не будет', 'детей нет');
const CHILD_WORDS = new RegExp(phrase(CHILD), 'gu');
const COUNTED = new RegExp(
  phrase(`(?<count>${NUMBER}) (?:маленьк~ |несовершеннолетн~ )?${CHILD}`, `(?:детей|ребен~) (?<after>${NUMBER})(?! ?(?:лет|год|мес))`),
  'u',
);
const PLURAL = phrase('дети', 'детей', 'детьми', 'детям', 'деток', 'детки', 'сыновья~', 'внуки', 'внуками');
const AGES_WITH_YEARS = new RegExp(phrase(`(${AGE_LIST}) ?-?(?:лет|год|г\\.)`), 'gu');
const AGES_AFTER_CHILD = new RegExp(phrase(`${CHILD}\\s*[:(-]?\\s*(${AGE_LIST})(?!\\s*(?:взр|чел|ребен|дет|номер|мес))`), 'gu');
const MONTHS_OLD = new RegExp(phrase(`(${NUMBER}) ?(?:мес|мес~)`), 'gu');
const UNDER_TWO = phrase('годик', 'полтора год~', 'полгод~', 'грудн~', 'младен~', `${CHILD} год(?!\\p{L})`);
const BIRTH =
  /(\d{1,2})\.(\d{1,2})\.(\d{4})(?=\s*(?:г\.?\s?р|года рожд|года? рожд|рожд))|(?<=рожд\p{L}*:? |родил\p{L}* )(\d{1,2})\.(\d{1,2})\.(\d{4})/gu;

const ADULTS = phrase(`(?<count>${NUMBER})(?:-х)? (?:взр|совершеннолетн|пенсионер|пожил)`, `взросл~\\s*[:-]?\\s*(?<after>${NUMBER})`);
const TOTAL = phrase(
  `нас (?:будет |всего |едет )?(?<us>${NUMBER})`,
  `(?<people>${NUMBER}) (?:человек~|чел(?!\\p{L})|гост~|персон~|отдыхающ~)`,
  `(?:на|для) (?<forWhom>двоих|троих|четверых|пятерых|шестерых|семерых|одного|одну)(?! (?:взр|дет|реб|ноч|нед|день|сут))`,
  `в(?<together>двоем|троем|четвером|пятером|шестером|семером)`,
  `(?<alone>двое|трое|четверо|пятеро|шестеро|семеро)(?! (?:взр|дет|реб|маленьк|внук|сут))(?!\\p{L})`,
);
/** «2+1»: adults and children, as travel agents write it. */
const PLUS = /(?<![\d.])(?<count>[1-9]) ?\+ ?(?<after>[1-9])(?![\d.])/u;
const PAIR = phrase(
  '(?:мы|я|едем|приедем|вместе|и)? ?с (?:моим |моей |моею )?(?:муж~|жен~|супруг~|подруг~|друг(?:ом)|мам~|пап~|сестр~|брат~)',
  'я и (?:муж|жена|супруг~|мама|подруга)',
  'муж и жена',
  '(?:муж|жена|супруга?|мама|папа|подруга|сестра|брат)(?!\\p{L}).{0,12} и я(?!\\p{L})',
  'мы с (?:муж|жен|супруг|подруг)~',
);
const ALONE = phrase(
  '(?:один|одна)(?=[\\s;,.!]*$)',
  'я один',
  'я одна',
  'буду один',
  'буду одна',
  'еду один',
  'еду одна',
  `я с ${CHILD}`,
  '(?:только )?я (?:один|одна)',
);
const ROOMS = phrase(
  `(?<count>${NUMBER}|несколько|пару) (?:\\p{L}+ )?номер(?:а|ов)(?!\\p{L})`,
  '(?<second>второй|еще один|отдельный) номер',
);
const BARE_NUMBER = new RegExp(`^[\\s;,.:]*(${NUMBER})[\\s;,.!]*$`, 'u');
const BARE_AGES = new RegExp(`^[\\s;,.:]*(${AGE_LIST})[\\s;,.!]*$`, 'u');

export interface Party {
  adults?: number | undefined;
  children?: readonly Child[] | undefined;
  rooms?: number | undefined;
}

/** Birth dates first: they look like dates of a stay. */
export function readBirthDates(text: string): { birthDates: string[]; rest: string } {
  const birthDates = [...text.matchAll(BIRTH)].flatMap((match) => {
    const [day, month, year] = match.slice(1).filter((part): part is string => part !== undefined);
    const iso = isoDay(Number(year), Number(month), Number(day));
    return iso === undefined ? [] : [iso];
  });
  return { birthDates, rest: text.replace(BIRTH, ' ') };
}

/** Who comes, from a normalised text whose dates were taken out. `known` is what was said before: an age may answer our question. */
export function readParty(text: string, birthDates: readonly string[], known: Party): Party {
  const children = readChildren(text, birthDates, known.children);
  const adults = readAdults(text, children ?? known.children ?? [], known);
  const rooms = readRooms(text);
  return {
    ...(adults === undefined ? {} : { adults }),
    ...(children === undefined ? {} : { children }),
    ...(rooms === undefined ? {} : { rooms }),
  };
}

function readChildren(text: string, birthDates: readonly string[], known: readonly Child[] | undefined): readonly Child[] | undefined {
  if (NO_CHILDREN.test(text)) return [];
  const mentionsChild = phrase(CHILD).test(text) || PLUS.test(text);
  const weWait = known?.some(({ age, birthDate }) => age === undefined && birthDate === undefined) ?? false;
  if (!mentionsChild && !weWait && birthDates.length === 0) return undefined;
  const told = [...birthDates.map((birthDate) => ({ birthDate })), ...agesIn(text, weWait).map((age) => ({ age }))];
  const counted = COUNTED.exec(text)?.groups ?? PLUS.exec(text)?.groups;
  const count =
    counted === undefined ? countByWords(text) : toNumber((PLUS.test(text) ? undefined : counted['count']) ?? counted['after'] ?? '1');
  // «можно с детьми?» asks about children in general; it does not say that some are coming.
  if (told.length === 0 && counted === undefined && PLURAL.test(text) && text.includes('?')) return undefined;
  const length = mentionsChild ? Math.max(count, told.length) : Math.max(known?.length ?? 0, told.length);
  if (told.length === 0 && known !== undefined && known.length >= length) return undefined;
  return Array.from({ length }, (_one, index) => told[index] ?? {});
}

function countByWords(text: string): number {
  if (PLURAL.test(text)) return 1;
  return new Set((text.match(CHILD_WORDS) ?? []).map((word) => word.slice(0, 3))).size;
}

function agesIn(text: string, weWait: boolean): number[] {
  const months = [...text.matchAll(MONTHS_OLD)].map(([, number]) => Math.floor(toNumber(number ?? '0') / 12));
  const bare = weWait ? BARE_AGES.exec(text)?.[1] : undefined;
  const withYears = [...text.matchAll(AGES_WITH_YEARS)].map(([, list]) => list ?? '');
  const lists =
    withYears.length > 0 ? withYears : bare === undefined ? [...text.matchAll(AGES_AFTER_CHILD)].map(([, list]) => list ?? '') : [bare];
  const ages = lists.flatMap((list) => list.split(/\s*(?:,|(?<!\p{L})и(?!\p{L}))\s*/u)).map(toNumber);
  const young = [...months, ...ages.filter((age) => age < NOT_A_CHILD_BUT_A_GROWN_UP)];
  return young.length === 0 && UNDER_TWO.test(text) ? [wholeWord('полгод~', 'грудн~', 'младен~').test(text) ? 0 : 1] : young;
}

function readAdults(text: string, children: readonly Child[], known: Party): number | undefined {
  const adults = ADULTS.exec(text)?.groups ?? PLUS.exec(text)?.groups;
  if (adults !== undefined) return toNumber(adults['count'] ?? adults['after'] ?? '');
  const total = Object.values(TOTAL.exec(text)?.groups ?? {}).find((value) => value !== undefined);
  if (total !== undefined) return Math.max(1, toNumber(total) - children.length);
  if (ALONE.test(text)) return 1;
  if (PAIR.test(text)) return 2;
  const bare = known.adults === undefined ? BARE_NUMBER.exec(text)?.[1] : undefined;
  return bare === undefined ? undefined : toNumber(bare);
}

function readRooms(text: string): number | undefined {
  const groups = ROOMS.exec(text)?.groups;
  if (groups === undefined) return undefined;
  if (groups['second'] !== undefined || groups['count'] === 'несколько' || groups['count'] === 'пару') return 2;
  return toNumber(groups['count'] ?? '1');
}
