/** A request per token and second, and per account and second (facts/amocrm.md §2.1). */
const PER_TOKEN = 7;
const PER_ACCOUNT = 50;
const WINDOW_MS = 1000;

/** How the limits stand; `/_sim/limits` changes them. */
export interface Limits {
  on: boolean;
  /** After so many 429s everything is 403; null = never. */
  ban_after: number | null;
  violations: number;
  banned: boolean;
}

/** A sliding second on the simulator's clock. What it turns away does not count. */
export class Limiter {
  #accepted: { atMs: number; token: string }[] = [];

  /** @param token whatever the request calls itself, valid or not. */
  takes(token: string, nowMs: number): boolean {
    // A clock that went backwards leaves nothing behind that could block for longer than its second.
    this.#accepted = this.#accepted.filter(({ atMs }) => atMs > nowMs - WINDOW_MS && atMs <= nowMs);
    const mine = this.#accepted.filter((request) => request.token === token);
    if (mine.length >= PER_TOKEN || this.#accepted.length >= PER_ACCOUNT) return false;
    this.#accepted.push({ atMs: nowMs, token });
    return true;
  }

  forget(): void {
    this.#accepted = [];
  }
}
