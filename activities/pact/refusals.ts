import { PactError } from './errors.ts';
import { problem } from './schema.ts';

const WAIT_WITHOUT_A_WORD_MS = 60_000;
/** Its windows are a second and a minute (§1.5), and a message is decided on anew after a minute (SPEC D-25): a longer wait is a slip. */
const WAIT_MAX_MS = 60_000;

/** What a status means for a send or a read (facts/pact.md §1.4). A server's own trouble leaves the fate of a send open. */
export function refusalOf(status: number, body: unknown, kind: 'send' | 'read'): PactError {
  const parsed = problem.safeParse(body);
  const first = parsed.success ? parsed.data.errors[0] : undefined;
  if (status === 429)
    return new PactError('Pact’s limit is reached (429)', { code: 'PACT_RATE_LIMITED', retryAfterMs: waitMs(first?.detail) });
  if (status === 401 || status === 402 || status === 403)
    return new PactError(`Pact denies access (${status})`, { code: 'PACT_UNAUTHORIZED' });
  if (status >= 500)
    return new PactError(`Pact is in trouble (${status})`, { code: kind === 'send' ? 'PACT_UNKNOWN' : 'PACT_UNREACHABLE' });
  // The detail of a refusal may quote what we sent, so only its code is kept.
  return new PactError(`Pact refused the request (${status}${first?.code ? ` ${first.code}` : ''})`, { code: 'PACT_REJECTED' });
}

/** «Please wait for 37 seconds»: no header tells it. */
function waitMs(detail: string | null | undefined): number {
  const seconds = /(\d+)/u.exec(detail ?? '')?.[1];
  return seconds === undefined ? WAIT_WITHOUT_A_WORD_MS : Math.min(WAIT_MAX_MS, Number(seconds) * 1000);
}
