/** Milliseconds since 1970, now or soon: tests hand in another server's clock. */
export type Now = () => number | Promise<number>;

/** What the journal is stamped with. The bot's answers have no clock at all. */
export class SimulatorClock {
  private readonly now: Now;
  private offsetMs = 0;
  private followedUrl: string | undefined;

  constructor(now: Now) {
    this.now = now;
  }

  async nowMs(): Promise<number> {
    const startMs = this.followedUrl === undefined ? await this.now() : await askForTime(this.followedUrl);
    return startMs + this.offsetMs;
  }

  advance(seconds: number): void {
    this.offsetMs += seconds * 1000;
  }

  follow(url: string): void {
    this.followedUrl = url;
  }

  reset(): void {
    this.offsetMs = 0;
    this.followedUrl = undefined;
  }
}

async function askForTime(url: string): Promise<number> {
  const response = await fetch(url);
  const body: unknown = await response.json();
  if (typeof body === 'object' && body !== null && 'nowMs' in body && typeof body.nowMs === 'number') return body.nowMs;
  throw new Error('The followed clock did not answer { nowMs }.');
}
