import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { styleText } from 'node:util';
import { argumentsIn } from './arguments.ts';
import type { Audience, Line } from '../scenarios/audience.ts';
import { Columns } from '../scenarios/columns.ts';
import { Player, STACK_ENV_FOR_STORIES } from '../scenarios/player.ts';
import { SCENARIOS } from '../scenarios/scenarios.ts';
import type { Scenario } from '../scenarios/story.ts';
import { freePorts, Stack } from '../stack.ts';

const HELP = `Все сценарии заказчика сами собой, на временном стенде: слева переписка, справа то, что видно в amoCRM.
Часы диалога переставляются, поэтому сутки проходят за секунды; .data/ и порты «npm start» не трогаются.

  npm run demo                      все сценарии, около двух минут
  npm run demo -- --scenario 2      один

${SCENARIOS.map(({ number, title }) => `  ${number}. ${title}`).join('\n')}`;

/** A person reads along; a file or a pipe does not. */
const READING_PAUSE_MS = process.stdout.isTTY ? 200 : 0;
const NARROWEST = 80;
const WIDEST = 160;
const STARTING_DOT_MS = 1_000;
const STOPPED_BY_SIGNAL = 130;

interface Outcome {
  scenario: Scenario;
  seconds: number;
  /** What was not seen. */
  failures: readonly string[];
}

const columns = (): number => Math.min(WIDEST, Math.max(NARROWEST, process.stdout.columns ?? 120));

/** The demo's screen for one story. */
function screen(): Audience {
  const page = new Columns(columns());
  return {
    async show(line: Line) {
      const rows = page.rows(line);
      console.log(line.kind === 'time' ? dim(rows) : rows);
      await wait(READING_PAUSE_MS);
    },
  };
}

const dim = (text: string): string => styleText('dim', text);
const bold = (text: string): string => styleText('bold', text);

async function playAll(player: Player, scenarios: readonly Scenario[], interrupted: AbortSignal): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const scenario of scenarios) {
    const startedAtMs = Date.now();
    const failures: string[] = [];
    console.log(`\n${bold(`═══ ${scenario.number}. ${scenario.title} ═══`)}`);
    for (const story of scenario.stories) {
      console.log(`\n${bold(story.title)}`);
      try {
        await player.play(story, screen());
      } catch (error) {
        if (interrupted.aborted) throw error;
        failures.push(`${story.title}: ${error instanceof Error ? error.message : String(error)}`);
        console.log(`✗ ${failures.at(-1)}`);
      }
    }
    outcomes.push({ scenario, seconds: Math.round((Date.now() - startedAtMs) / 1_000), failures });
  }
  return outcomes;
}

function summary(outcomes: readonly Outcome[]): string {
  return outcomes
    .flatMap(({ scenario, seconds, failures }) => [
      `${failures.length === 0 ? '✓' : '✗'} ${scenario.number}. ${scenario.title} (${seconds} с)`,
      ...failures.map((failure) => `    ${failure}`),
    ])
    .join('\n');
}

function wanted(number: string | undefined): readonly Scenario[] {
  if (number === undefined) return SCENARIOS;
  const found = SCENARIOS.filter((scenario) => String(scenario.number) === number);
  if (found.length === 0) throw new Error(`Сценария ${number} нет: есть ${SCENARIOS.map((one) => one.number).join(', ')}.`);
  return found;
}

async function withDots<Result>(what: string, work: Promise<Result>): Promise<Result> {
  process.stdout.write(what);
  const dots = setInterval(() => process.stdout.write('.'), STARTING_DOT_MS);
  try {
    return await work;
  } finally {
    clearInterval(dots);
    process.stdout.write('\n');
  }
}

async function main(): Promise<void> {
  const { values } = argumentsIn({ options: { scenario: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) return console.log(HELP);
  const scenarios = wanted(values.scenario);
  const folder = await mkdtemp(join(tmpdir(), 'estafeta-demo-'));
  const stack = new Stack({
    folder,
    ports: await freePorts(),
    timeSkipping: true,
    env: STACK_ENV_FOR_STORIES,
    say: (line) => console.log(line),
    onUnexpectedEnd: (sentence) => console.error(`\n${sentence}`),
  });
  const interrupted = new AbortController();
  let cleaning: Promise<void> | undefined;
  const cleanUp = async (): Promise<void> => {
    cleaning ??= stack.stop().then(async () => rm(folder, { recursive: true, force: true }));
    await cleaning;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted.abort();
      console.log('\nОстанавливаем временный стенд…');
      void cleanUp().finally(() => process.exit(STOPPED_BY_SIGNAL));
    });
  }
  try {
    await withDots('Запускаем временный стенд: Temporal, симуляторы, worker, API', stack.start());
    const player = await Player.on(stack);
    const outcomes = await playAll(player, scenarios, interrupted.signal);
    await player.close();
    console.log(`\n${bold('Итог')}\n${summary(outcomes)}`);
    process.exitCode = outcomes.every(({ failures }) => failures.length === 0) ? 0 : 1;
  } catch (error) {
    if (interrupted.signal.aborted) return;
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await cleanUp();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
