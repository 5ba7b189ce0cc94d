import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `npm run simulators`: amoCRM, Pact and the bot in the foreground, each its own process, until SIGTERM or SIGINT. */
const SIMULATORS = [
  { name: 'amocrm', args: [] },
  { name: 'pact', args: ['--with-amocrm'] },
  { name: 'bot', args: [] },
];
const endWithParent = new URL('end-with-parent.ts', import.meta.url).href;

let ending = false;

const children = SIMULATORS.map(({ name, args }) => {
  const script = fileURLToPath(new URL(`${name}/main.ts`, import.meta.url));
  // Our own execArgv holds the loader for TypeScript; the environment (ports, data directory) is inherited.
  const child = spawn(process.execPath, [...process.execArgv, '--import', endWithParent, script, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.once('exit', (code, signal) => {
    if (ending) return;
    process.stderr.write(`The ${name} simulator ended (${signal ?? `exit code ${code}`}); the others end too.\n`);
    process.exitCode = 1;
    endAll();
  });
  return child;
});

/** Ctrl-C in a terminal reaches the children as well; a SIGTERM on top does no harm, a second SIGINT might. */
function endAll(): void {
  ending = true;
  for (const child of children) child.kill('SIGTERM');
  setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), 5000).unref();
}

process.on('SIGTERM', endAll);
process.on('SIGINT', endAll);
