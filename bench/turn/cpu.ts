import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Linux counts in hundredths of a second, on every machine we know. */
const TICK_MS = 10;

/** CPU time of a process with all its threads so far. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // its name may hold spaces
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Time of all cores so far, and how much of it they had nothing to do. */
export function machineMs(): { all: number; idle: number } {
  const times = cpus().map((core) => core.times);
  return {
    all: times.flatMap((one) => Object.values(one)).reduce((sum, ms) => sum + ms, 0),
    idle: times.reduce((sum, { idle }) => sum + idle, 0),
  };
}
