import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createContactKey } from '../../contact/contact-key.ts';
import { ApiClient } from '../../local/cli/api-client.ts';
import { PactPhone } from '../../local/cli/pact-phone.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { Link, type Passed } from '../chaos/link.ts';

export interface RushOptions {
  perSecond: number;
  seconds: number;
  workers: number;
  withinMs: number;
  compiled: boolean;
  say: (line: string) => void;
}

/** What passed between the workers and the two systems, and where the dialogs stand in the end. */
export interface RushFigures {
  guests: number;
  workers: number;
  tookMs: number;
  amocrm: readonly Passed[];
  pact: readonly Passed[];
  /** How long Pact said to wait, with each refusal. */
  refusedByPact: readonly { atMs: number; waitMs: number }[];
  views: readonly DialogView[];
  /** Dialogs that still owed something when the time was over. */
  unsettled: number;
  /** For each guest: the messages of ours and the tasks «WhatsApp». */
  answers: readonly number[];
}

interface PactJournal {
  limited_requests: { at_ms: number; method: string; path: string; wait_seconds: number }[];
}

const LOOK_EVERY_MS = 5_000;
const LOOKS_AT_ONCE = 10;

/** So many strangers write at once; ends when no dialog owes anything to anybody but a manager. */
export async function rush({ perSecond, seconds, workers, withinMs, compiled, say }: RushOptions): Promise<RushFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'estafeta-rush-'));
  const ports = await freePorts();
  const links = { amocrm: new Link(ports.amocrm), pact: new Link(ports.pact) };
  await Promise.all([links.amocrm.open(), links.pact.open()]);
  const stack = new Stack({
    folder,
    compiled,
    ports,
    env: {
      AMOCRM_BASE_URL: `http://127.0.0.1:${links.amocrm.port}`,
      PACT_BASE_URL: `http://127.0.0.1:${links.pact.port}/api/p2`,
      LOG_LEVEL: 'warn',
    },
  });
  const others = Array.from({ length: workers - 1 }, (_, place) => stack.anotherWorker(`worker-${place + 2}`));
  const api = new ApiClient({ url: stack.urls.api, token: stack.apiToken });
  try {
    await stack.start();
    await Promise.all(others.map((worker) => worker.start()));
    const keyOf = createContactKey(stack.settings()['CONTACT_KEY_SECRET'] ?? '');
    const phones = Array.from({ length: perSecond * seconds }, (_, place) => `7904${String(place).padStart(7, '0')}`);
    const startedAtMs = Date.now();
    for (const [place, phone] of phones.entries()) {
      await wait(Math.max(0, startedAtMs + (place * 1_000) / perSecond - Date.now()));
      void new PactPhone({ url: stack.urls.pact, phone, name: 'Гость' }).write('Здравствуйте! Есть ли у вас парковка?');
    }
    say(`${phones.length} guests have written in ${((Date.now() - startedAtMs) / 1_000).toFixed(1)} s`);
    const views = await settled({ api, keys: phones.map((phone) => keyOf({ phone })), untilMs: startedAtMs + withinMs, startedAtMs, say });
    const journal = (await (await fetch(`${stack.urls.pact}/_sim/journal`)).json()) as PactJournal;
    const answers = await Promise.all(
      phones.map(async (phone) => {
        const said = await new PactPhone({ url: stack.urls.pact, phone, name: 'Гость' }).transcript();
        return said.filter(({ income }) => !income).length;
      }),
    );
    return {
      guests: phones.length,
      workers,
      tookMs: Date.now() - startedAtMs,
      amocrm: links.amocrm.passed,
      pact: links.pact.passed,
      refusedByPact: journal.limited_requests.map(({ at_ms: atMs, wait_seconds: waitSeconds }) => ({ atMs, waitMs: waitSeconds * 1_000 })),
      views,
      unsettled: views.filter((view) => !isSettled(view)).length,
      answers,
    };
  } finally {
    await Promise.all(others.map((worker) => worker.stop()));
    await stack.stop();
    await Promise.all([links.amocrm.close(), links.pact.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Settling {
  api: ApiClient;
  keys: readonly string[];
  startedAtMs: number;
  untilMs: number;
  say: (line: string) => void;
}

const isSettled = ({ owed, unanswered }: DialogView): boolean =>
  owed.length === 0 && (unanswered.count === 0 || unanswered.owedBy === 'manager');

/** The last look at each dialog: when it owed nothing any more, or when the time was over. */
async function settled({ api, keys, startedAtMs, untilMs, say }: Settling): Promise<DialogView[]> {
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
    if (open.length !== before) say(`after ${Math.round((Date.now() - startedAtMs) / 1_000)} s ${open.length} dialogs still owe something`);
  }
  const seen = keys.flatMap((key) => views.get(key) ?? []);
  if (seen.length < keys.length) throw new Error(`${keys.length - seen.length} dialogs could not be seen at all`);
  return seen;
}
