const URL_IN_TEXT = /(?:https?:\/\/|www\.)[^\s<>«»"']+/giu;
/** The authority of an http(s) address; written out because the workflow's sandbox and domain/ have no URL to rely on. */
const AUTHORITY = /^(?:https?:\/\/)?([^/?#\\]*)/iu;

/** Every link in a text, without the punctuation that ends a sentence. */
export function linksIn(text: string): string[] {
  return (text.match(URL_IN_TEXT) ?? []).map((link) => link.replace(/[.,!?;:)\]]+$/u, ''));
}

/** May the bot send this link? Only to hosts of the policy, over https or http, without a login in it (SPEC D-24). */
export function isAllowedLink(link: string, hosts: readonly string[]): boolean {
  if (/^[a-z][a-z0-9+.-]*:/iu.test(link) && !/^https?:\/\//iu.test(link)) return false;
  const authority = AUTHORITY.exec(link)?.[1]?.toLowerCase() ?? '';
  if (authority === '' || authority.includes('@')) return false;
  const host = authority.replace(/:\d+$/u, '');
  return hosts.some((allowed) => host === allowed.toLowerCase());
}

export const hasOnlyAllowedLinks = (text: string, hosts: readonly string[]): boolean =>
  linksIn(text).every((link) => isAllowedLink(link, hosts));
