import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';

export interface PartOptions {
  name: string;
  /** From the project's root, for example `workers/main.ts`; a compiled one ends in `.js`. */
  script: string;
  args?: readonly string[];
  env: Readonly<Record<string, string>>;
  /** What it prints goes here; without it, nowhere. */
  logFile?: string;
  /** Resolves when it serves. */
  ready: (child: ChildProcess) => Promise<void>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 40_000;

/** One of the product's processes, as a child of ours. It ends with us, whatever ends us. */
export class Part {
  readonly name: string;
  private readonly options: PartOptions;
  private child: ChildProcess | undefined;
  private stopping = false;
  private said = '';

  constructor(options: PartOptions) {
    this.name = options.name;
    this.options = options;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts it and waits until it serves. Errors: what it said when it ended instead. */
  async start(onUnexpectedEnd: (sentence: string) => void = () => undefined): Promise<void> {
    const { script, args = [], env, logFile, ready } = this.options;
    if (logFile !== undefined) mkdirSync(dirname(logFile), { recursive: true });
    const log = logFile === undefined ? 'ignore' : openSync(logFile, 'a');
    const child = spawn(process.execPath, [...runs(script), ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', log, 'pipe', 'ipc'],
      detached: true, // Ctrl-C in the terminal is ours: the parts stop in their order
    });
    if (typeof log === 'number') closeSync(log);
    this.child = child;
    this.stopping = false;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.said = `${this.said}${chunk.toString()}`.slice(-2_000);
    });
    const ended = new Promise<never>((_, reject) => {
      child.once('exit', (code, signal) => {
        const sentence = `${this.name} ended (${signal ?? `exit code ${code}`})${this.said === '' ? '' : `: ${this.said.trim()}`}`;
        reject(new Error(sentence));
        if (!this.stopping) onUnexpectedEnd(sentence);
      });
    });
    ended.catch(() => undefined);
    const late = wait(READY_WITHIN_MS, undefined, { ref: false }).then(() => {
      throw new Error(`${this.name} did not serve within ${READY_WITHIN_MS / 1000} s${this.said === '' ? '' : `: ${this.said.trim()}`}`);
    });
    await Promise.race([ready(child), ended, late]);
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.stopping = true;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    const forced = wait(STOP_WITHIN_MS, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
    await Promise.race([exited, forced.then(() => exited)]);
  }
}

/** Node's arguments. Compiled code does without the loader for TypeScript, which costs half a second and memory. */
function runs(script: string): string[] {
  if (script.endsWith('.ts')) return ['--import', 'tsx', 'local/part-main.ts', script];
  return ['--import', `data:text/javascript,${encodeURIComponent(ENDS_WITH_PARENT)}`, script];
}

/** As in part-main.ts; it is loaded into the process' threads too, which have no channel. */
const ENDS_WITH_PARENT = 'process.on("disconnect", () => process.kill(process.pid, "SIGTERM")); process.channel?.unref();';

/** Ready when the address answers 2xx. */
export const answersAt = (url: string) => async (): Promise<void> => {
  for (;;) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await wait(100);
  }
};

/** Ready when it says so over the channel between parent and child. */
export const saysReady = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('message', () => resolve());
  });
