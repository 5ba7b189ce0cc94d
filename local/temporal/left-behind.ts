import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ENDS_WITHIN_MS = 10_000;

/** Beside a database lies the id of the server process that has it open and of the process that started it. */
const fileFor = (dbFile: string): string => `${dbFile}.pid`;

export async function recordServer(dbFile: string, pid: number): Promise<void> {
  await writeFile(fileFor(dbFile), `${pid} ${process.pid}`);
}

export async function forgetServer(dbFile: string): Promise<void> {
  await rm(fileFor(dbFile), { force: true });
}

/**
 * Two servers on one database would spoil it. One whose starter was killed is ended here, and its database is free again.
 * Errors: one sentence when the starter of that server still lives.
 */
export async function mustBeNobodys(dbFile: string, say: (line: string) => void): Promise<void> {
  const [pid = 0, starter = 0] = (await readFile(fileFor(dbFile), 'utf8').catch(() => '')).split(' ').map(Number);
  if (!(await isTemporal(pid))) return;
  if (isAlive(starter)) {
    throw new Error(`Another Temporal server, process ${pid}, has ${dbFile} open: end what started it (process ${starter}) first.`);
  }
  say(`Ending the Temporal server that a killed start left behind (process ${pid})`);
  await end(pid);
  await forgetServer(dbFile);
}

async function end(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  const untilMs = Date.now() + ENDS_WITHIN_MS;
  while (await isTemporal(pid)) {
    if (Date.now() > untilMs) process.kill(pid, 'SIGKILL');
    await wait(100);
  }
}

/** After a restart of the machine the id may be anybody's, so the program's name is asked too; a dead one that nobody fetched is none. */
async function isTemporal(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  return run('ps', ['-p', String(pid), '-o', 'stat=,comm=']).then(
    ({ stdout }) => stdout.includes('temporal') && !stdout.trimStart().startsWith('Z'),
    () => false,
  );
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
