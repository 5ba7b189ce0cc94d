import { AmocrmError } from './errors.ts';
import { problem } from './schema.ts';

/** A ban or an unpaid account is lifted by people: longer than one try of a write, so that it is not hammered meanwhile. */
const PEOPLE_NEEDED_MS = 60_000;
const LIMIT_FIRST_MS = 1_000;
const LIMIT_LAST_MS = 8_000;

/**
 * What a status means (facts/amocrm.md §1.7). 429, 403 and 5xx often come as a web server's page instead of JSON.
 * @param overruns how many 429 came in a row, this one included.
 */
export function refusalOf(status: number, body: unknown, overruns: number): AmocrmError {
  const parsed = problem.safeParse(body);
  const words = parsed.success ? parsed.data : undefined;
  if (status === 401)
    return new AmocrmError('amoCRM does not accept the token (401)', { code: 'AMOCRM_UNAUTHORIZED', retryAfterMs: PEOPLE_NEEDED_MS });
  if (status === 402)
    return new AmocrmError('The amoCRM account is not paid (402)', { code: 'AMOCRM_UNPAID', retryAfterMs: PEOPLE_NEEDED_MS });
  if (status === 403 && (words?.title == null || isAddressBan(words))) {
    return new AmocrmError('amoCRM has shut us out (403)', { code: 'AMOCRM_BLOCKED', retryAfterMs: PEOPLE_NEEDED_MS });
  }
  if (status === 429) {
    const retryAfterMs = Math.min(LIMIT_LAST_MS, LIMIT_FIRST_MS * 2 ** (overruns - 1));
    return new AmocrmError('amoCRM’s limit is reached (429)', { code: 'AMOCRM_RATE_LIMITED', retryAfterMs });
  }
  if (status >= 500 || status === 408 || status === 425)
    return new AmocrmError(`amoCRM is in trouble (${status})`, { code: 'AMOCRM_UNAVAILABLE' });
  if (status < 400) return new AmocrmError(`amoCRM sends us elsewhere (${status})`, { code: 'AMOCRM_MALFORMED' });
  return new AmocrmError(`amoCRM refused it (${status}${reasonIn(words)})`, { code: 'AMOCRM_REJECTED', status });
}

type Words = ReturnType<typeof problem.parse>;

/** An address outside the account's white list is refused everything, not this one write (code 113). */
const isAddressBan = ({ detail, hint, title }: Words): boolean => /\b113\b|\bIP\b/u.test([title, detail, hint].join(' '));

/** Codes and paths of fields, and the vendor's own sentences on broken rules; never a value that was sent. */
function reasonIn(words: Words | undefined): string {
  const invalid = (words?.['validation-errors'] ?? [])
    .flatMap(({ errors }) => errors)
    .map(({ code, path }) => `${code} ${path ?? ''}`.trim());
  const rules = Object.values(words?.errors ?? {}).filter((rule) => typeof rule === 'string');
  const reasons = [...new Set([...invalid, ...rules])].slice(0, 3).map((reason) => reason.replace(/\d{7,}/gu, '…').slice(0, 120));
  return reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
}
