import { Refusal } from './refusal.ts';

/** One request to a simulator's `/_sim`. Errors: Refusal, with what it said or that it is away. */
export async function control<Answer>(url: string, name: string, body?: object): Promise<Answer> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await reach(url, `/_sim/${name}`, body === undefined ? {} : post);
  if (!response.ok) throw new Refusal(response.status, `Симулятор отказал: ${sentenceIn(await response.text())}`);
  return (await response.json()) as Answer;
}

/** Errors: Refusal where nobody answers. */
export async function reach(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, init);
  } catch (error) {
    throw new Refusal(502, `Симулятор не отвечает по адресу ${url}.`, { cause: error });
  }
}

/** amoCRM's refusals are `{ error }`, Pact's an envelope around `detail`. */
function sentenceIn(answer: string): string {
  return /"(?:error|detail)":\s*"((?:[^"\\]|\\.)*)"/u.exec(answer)?.[1]?.replaceAll('\\"', '"') ?? answer.slice(0, 200);
}

/**
 * Takes the clocks of amoCRM and Pact to `atMs`, never back: they stand where the furthest of the moved dialogs is. The two agree with each
 * other, because the product compares their times. The bot has no clock.
 */
export async function followTo({ amocrm, pact }: { amocrm: string; pact: string }, atMs: number): Promise<void> {
  await Promise.all(
    [amocrm, pact].map(async (url) => {
      const told = await control<{ nowMs?: number; now_ms?: number }>(url, 'clock', { advance_seconds: 0 });
      const seconds = Math.ceil((atMs - (told.nowMs ?? told.now_ms ?? atMs)) / 1_000);
      if (seconds > 0) await control(url, 'clock', { advance_seconds: seconds });
    }),
  );
}
