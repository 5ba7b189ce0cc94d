/** Posts to receivers; what is under way can be broken off. */
export class Poster {
  readonly #underWay = new Set<AbortController>();

  /** The receiver's status, or null if it cannot be reached or does not answer in time. */
  async post(url: string, body: string, withinMs: number): Promise<number | null> {
    const attempt = new AbortController();
    this.#underWay.add(attempt);
    const timer = setTimeout(() => attempt.abort(), withinMs);
    try {
      return await post(url, body, attempt.signal);
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(attempt);
    }
  }

  breakOff(): void {
    for (const attempt of this.#underWay) attempt.abort();
  }
}
/** The receiver's status, or null if it cannot be reached or does not answer before `signal` ends the wait. Redirects are answers, not followed. */
export async function post(url: string, body: string, signal: AbortSignal): Promise<number | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal,
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  }
}
