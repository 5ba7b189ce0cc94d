/** Without it there is no bare name, and the search for one is the dearest of our rules. */
const DOT_WITHIN = /[^\s.]\.[^\s.]/u;
const WITH_SCHEME = /(?:[a-z][a-z0-9+.-]*:\/\/|www\.)[^\s<>«»"']+/giu;
/**
 * WhatsApp makes a link of a bare name too, in whatever letters. Only some endings are Russian: «г.Ессентуки» and «т.е.» are none; nor is
 * what follows an @.
 */
const BARE =
  /(?<![@\p{L}\p{N}./-])((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+)([a-z]{2,}|xn--[a-z0-9-]+|рф|рус|бел|укр|қаз|срб|мкд|мон|бг|ею|орг|ком|католик|москва|дети|онлайн|сайт)(?![\p{L}\p{N}@-])(?:[/?#:][^\s<>«»"']*)?/giu;
/** Endings that are words as well: «до 4 500 руб.дети бесплатно», «см.сайт». */
const WORDS = ['москва', 'дети', 'онлайн', 'сайт'];
const LONG_NAME = /[\p{L}\p{N}-]{4,}\.$/u;
const ONLY_LATIN = /^[a-z0-9.-]+$/iu;
/** The ends of file names, not of hosts. */
const FILE_ENDINGS = ['pdf', 'doc', 'docx', 'xls', 'xlsx', 'jpg', 'jpeg', 'png', 'txt'];
/** The authority of an http(s) address; written out because the workflow's sandbox and domain/ have no URL to rely on. */
const AUTHORITY = /^(?:https?:\/\/)?([^/?#]+)/iu;

const withoutEndOfSentence = (link: string): string => link.replace(/[.,!?;:)\]]+$/u, '');

/** Every link in a text, without the punctuation that ends a sentence. */
export function linksIn(text: string): string[] {
  const full = text.match(WITH_SCHEME) ?? [];
  return [...full, ...bareIn(text.replace(WITH_SCHEME, ' '))].map(withoutEndOfSentence);
}

function bareIn(text: string): string[] {
  if (!DOT_WITHIN.test(text)) return [];
  return [...text.matchAll(BARE)]
    .filter(([link, labels = '', ending = '']) => link.includes('/') || isName(labels, ending))
    .map(([link]) => link);
}

/** A name, not a file's, nor the end of one sentence with the beginning of the next: «есть в номере.WiFi», «до 4 человек.Дети». */
function isName(labels: string, ending: string): boolean {
  const small = ending.toLowerCase();
  if (FILE_ENDINGS.includes(small)) return false;
  if (WORDS.includes(small)) return ending === small && LONG_NAME.test(labels);
  return ONLY_LATIN.test(labels) || ending === small || labels === labels.toUpperCase();
}

/** Does the text hold exactly this link, not one that only begins like it? */
export const holdsLink = (text: string, link: string): boolean => linksIn(text).includes(withoutEndOfSentence(link));

/**
 * May the bot send this link? Only to hosts of the policy, over https or http (SPEC D-24). The name must be one of theirs to the letter:
 * another scheme, a login before it or a longer name makes it another one.
 */
export function isAllowedLink(link: string, hosts: readonly string[]): boolean {
  if (/\s/u.test(link)) return false; // two links in one
  const host = AUTHORITY.exec(link)?.[1]?.toLowerCase().replace(/:\d+$/u, '');
  return hosts.some((allowed) => host === allowed.toLowerCase());
}

export const hasOnlyAllowedLinks = (text: string, hosts: readonly string[]): boolean =>
  linksIn(text).every((link) => isAllowedLink(link, hosts));
