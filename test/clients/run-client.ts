import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Certificate, Front } from './front.ts';
import { npmClients, pythonClients } from './install.ts';

const run = promisify(execFile);
const WITHIN_MS = 20_000;
const scriptAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** The machine's own proxies and certificates are not for these clients. */
const NO_PROXIES = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
    [name, ''],
    [name.toUpperCase(), ''],
  ]),
);

/** Made anew by a library that is installed with the clients: Node itself makes no certificates. */
export async function certificate(): Promise<Certificate> {
  const { stdout } = await run(process.execPath, [scriptAt('npm/certificate.mjs')], {
    env: { ...process.env, CLIENTS: await npmClients() },
  });
  return JSON.parse(stdout) as Certificate;
}

export interface Surroundings {
  front: Front;
  /** Trusted by the client, by the variable its runtime has for that. */
  cert?: string;
  /** The client asks for the real host name; the front's CONNECT proxy leads it here. */
  throughProxy?: boolean;
  /** Read by the script. */
  env?: Record<string, string>;
}

/** Runs `npm/<name>.mjs`; what it printed last, as JSON. Errors: the script's own words. */
export async function runNpmClient<T>(name: string, around: Surroundings): Promise<T> {
  const clients = await npmClients();
  return runScript<T>([process.execPath, scriptAt(`npm/${name}.mjs`)], around, { CLIENTS: clients });
}

/** Runs `python/<name>.py`; what it printed last, as JSON. Errors: the script's own words. */
export async function runPythonClient<T>(name: string, around: Surroundings): Promise<T> {
  const clients = await pythonClients();
  return runScript<T>(['python3', scriptAt(`python/${name}.py`)], around, { PYTHONPATH: clients, PYTHONDONTWRITEBYTECODE: '1' });
}

async function runScript<T>(
  [program, ...words]: [string, ...string[]],
  { front, cert, throughProxy = false, env = {} }: Surroundings,
  clients: Record<string, string>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'client-'));
  try {
    const authority = join(folder, 'authority.pem');
    if (cert !== undefined) await writeFile(authority, cert);
    const trust = cert === undefined ? {} : { NODE_EXTRA_CA_CERTS: authority, REQUESTS_CA_BUNDLE: authority, SSL_CERT_FILE: authority };
    const proxy = throughProxy ? { HTTPS_PROXY: front.proxy, https_proxy: front.proxy } : {};
    const { stdout } = await run(program, words, {
      cwd: folder,
      timeout: WITHIN_MS,
      env: { ...process.env, ...NO_PROXIES, ...clients, ...trust, ...proxy, HOST: front.host, ...env },
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
