import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Beside a database lies the id of the server process that has it open, so that one left behind by a killed start can be told. */
const fileFor = (dbFile: string): string => `${dbFile}.pid`;

/** The Temporal server that still has this database open, if one lives. */
export async function serverOf(dbFile: string): Promise<number | undefined> {
  const pid = Number(await readFile(fileFor(dbFile), 'utf8').catch(() => ''));
  return Number.isInteger(pid) && pid > 0 && (await isTemporal(pid)) ? pid : undefined;
}

export async function recordServer(dbFile: string, pid: number): Promise<void> {
  await writeFile(fileFor(dbFile), String(pid));
}

export async function forgetServer(dbFile: string): Promise<void> {
  await rm(fileFor(dbFile), { force: true });
}

/** After a restart of the machine the id may be anybody's, so the program's name is asked too. */
async function isTemporal(pid: number): Promise<boolean> {
  return run('ps', ['-p', String(pid), '-o', 'comm=']).then(
    ({ stdout }) => stdout.includes('temporal'),
    () => false,
  );
}
