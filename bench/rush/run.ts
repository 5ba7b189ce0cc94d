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
import { isSettled, settled } from '../settled.ts';

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
      SIM_DATA_DIR: '', // the simulators write their world whole at each change: not what is measured
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
    const views = await settled({
      api,
      keys: phones.map((phone) => keyOf({ phone })),
      untilMs: startedAtMs + withinMs,
      onProgress: (open) => say(`after ${Math.round((Date.now() - startedAtMs) / 1_000)} s ${open} dialogs still owe something`),
    });
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
