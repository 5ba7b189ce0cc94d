import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient } from '../local/cli/api-client.ts';
import type { DialogView } from '../workflows/dialog/view.ts';

export interface Settling {
  api: ApiClient;
  /** Of the dialogs. */
  keys: readonly string[];
  untilMs: number;
  /** After each round of looks in which some dialogs had settled. */
  onProgress: (stillOpen: number) => void;
}

const LOOK_EVERY_MS = 5_000;
const LOOKS_AT_ONCE = 10;

/** Owes nothing to anybody, but for an answer that a manager has to give. */
export const isSettled = ({ owed, unanswered }: DialogView): boolean =>
  owed.length === 0 && (unanswered.count === 0 || unanswered.owedBy === 'manager');

/** The last look at each dialog: when it owed nothing any more, or when the time was over. Errors: a dialog was never there. */
export async function settled({ api, keys, untilMs, onProgress }: Settling): Promise<DialogView[]> {
  const views = new Map<string, DialogView>();
  let open = [...keys];
  while (open.length > 0 && Date.now() < untilMs) {
    await wait(LOOK_EVERY_MS);
    for (let from = 0; from < open.length; from += LOOKS_AT_ONCE) {
      await Promise.all(
        open.slice(from, from + LOOKS_AT_ONCE).map(async (key) => {
          const view = await api.show(key).catch(() => undefined); // not there yet, or a worker is short of breath
          if (view !== undefined) views.set(key, view);
        }),
      );
    }
    const before = open.length;
    open = open.filter((key) => {
      const view = views.get(key);
      return view === undefined || !isSettled(view);
    });
    if (open.length !== before) onProgress(open.length);
  }
  const seen = keys.flatMap((key) => views.get(key) ?? []);
  if (seen.length < keys.length) throw new Error(`${keys.length - seen.length} dialogs could not be seen at all`);
  return seen;
}
