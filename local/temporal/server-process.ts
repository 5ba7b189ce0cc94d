import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A server that runs as a child of ours. */
export interface ServerProcess {
  pid: number;
  ended: Promise<void>;
  /** Who does not end within that time is killed. */
  end(signal: 'SIGTERM' | 'SIGKILL', withinMs?: number): Promise<void>;
  /** How it ended, with its last words; nothing while it runs. */
  outcome(): string | undefined;
  lastWords(): string;
}

const ENDS_WITHIN_MS = 10_000;
const LAST_WORDS = 400;

/**
 * In a process group of its own: Ctrl-C in a terminal would else end it before those who still need it.
 * Errors: a sentence when the program cannot be run at all.
 */
export async function startProcess(program: string, args: readonly string[], logFile?: string): Promise<ServerProcess> {
  if (logFile !== undefined) await mkdir(dirname(logFile), { recursive: true });
  const log = logFile === undefined ? undefined : await open(logFile, 'a');
  const child = spawn(program, args, { stdio: ['ignore', log?.fd ?? 'ignore', log?.fd ?? 'pipe'], detached: true });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS);
  });
  let hasEnded = false;
  // Not 'exit': then its last words might still be on their way.
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      hasEnded = true;
      resolve();
    }),
  );
  try {
    await spawned(child, program);
  } finally {
    await log?.close();
  }
  const lastWords = (): string => (logFile === undefined ? words.trim() : `see ${logFile}`);
  return {
    pid: child.pid ?? 0,
    ended,
    lastWords,
    outcome: () =>
      hasEnded ? [`${child.signalCode ?? `exit code ${child.exitCode}`}`, lastWords()].filter(Boolean).join(': ') : undefined,
    async end(signal, withinMs = ENDS_WITHIN_MS) {
      child.kill(signal); // nothing happens where it has ended
      const late = new AbortController();
      void wait(withinMs, undefined, { signal: late.signal }).then(
        () => child.kill('SIGKILL'),
        () => undefined,
      );
      await ended;
      late.abort();
    },
  };
}

const spawned = async (child: ChildProcess, program: string): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new Error(`${program} cannot be run: ${error.message}`, { cause: error })));
  });
