const WITH_SCHEME = /(?:[a-z][a-z0-9+.-]*:\/\/|www\.)[^\s<>«»"']+/giu;
/** WhatsApp makes a link of a bare name too. Latin ones and those in .рф: «г.Ессентуки» and «т.е.» are none; nor is what follows an @. */
const BARE =
  /(?<![@\p{L}\p{N}./-])(?:(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+([a-z]{2,})|(?:[а-яёa-z0-9-]+\.)+рф)(?![\p{L}\p{N}@-])(?:[/?#:][^\s<>«»"']*)?/giu;
/** The ends of file names, not of hosts. */
const FILE_ENDINGS = ['pdf', 'doc', 'docx', 'xls', 'xlsx', 'jpg', 'jpeg', 'png', 'txt'];
/** The authority of an http(s) address; written out because the workflow's sandbox and domain/ have no URL to rely on. */
const AUTHORITY = /^(?:https?:\/\/)?([^/?#]+)/iu;

const withoutEndOfSentence = (link: string): string => link.replace(/[.,!?;:)\]]+$/u, '');

/** Every link in a text, without the punctuation that ends a sentence. */
export function linksIn(text: string): string[] {
  const full = text.match(WITH_SCHEME) ?? [];
  const bare = [...text.replace(WITH_SCHEME, ' ').matchAll(BARE)]
    .filter(([link, ending = '']) => link.includes('/') || !FILE_ENDINGS.includes(ending.toLowerCase()))
    .map(([link]) => link);
  return [...full, ...bare].map(withoutEndOfSentence);
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
