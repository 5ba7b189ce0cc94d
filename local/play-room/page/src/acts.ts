import { signal } from '@preact/signals';

/** Why the last act was refused; empty when it was not. */
export const refused = signal('');

/** Asks the room for something. False: it was refused, and `refused` says why. */
export async function act(path: string, body: object = {}): Promise<boolean> {
  return (await ask(path, body)) !== undefined;
}

/** The same, with an answer. */
export async function ask<Answer = object>(path: string, body: object = {}): Promise<Answer | undefined> {
  try {
    const response = await fetch(`/play/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const answer = (text.startsWith('{') ? JSON.parse(text) : {}) as Answer & { sentence?: string };
    refused.value = response.ok ? '' : (answer.sentence ?? `Не получилось (${response.status}).`);
    return response.ok ? answer : undefined;
  } catch {
    refused.value = 'Игровая комната не отвечает. Идёт ли npm start?';
    return undefined;
  }
}
