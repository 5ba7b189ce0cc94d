import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What the tests look at of docker-compose.temporal.yml. */
export interface Service {
  image: string;
  restart: string;
  command?: string[];
  env_file?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
  networks?: string[] | Record<string, unknown>;
  network_mode?: string;
  profiles?: string[];
  stop_grace_period?: string;
  healthcheck?: { test: string[] };
  deploy?: { replicas: number };
}
export interface ComposeFile {
  services: Record<string, Service>;
}

export const COMPOSE_TEXT = readFileSync(`${ROOT}docker-compose.temporal.yml`, 'utf8');
const VARIABLE = /\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/gu;
function interpolated(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.replace(VARIABLE, (whole, name: string | undefined, kind: string | undefined, word: string | undefined) => {
    if (whole === '$$') return '$';
    return kind === '-' ? (word ?? '') : `<${name}>`;
  });
}

/** The file as Compose reads it: `$$` is a dollar, `${NAME:-value}` the value; a required variable has only its name. */
export const COMPOSE = parse(COMPOSE_TEXT, { merge: true, reviver: (_key, value: unknown) => interpolated(value) }) as ComposeFile;

export interface Variable {
  name: string;
  /** Compose refuses to start without it. */
  required: boolean;
  standard: string | undefined;
}

/** Every `${…}` of the file. */
export const VARIABLES: readonly Variable[] = [...COMPOSE_TEXT.matchAll(VARIABLE)].flatMap(([, name, kind, word]) =>
  name === undefined ? [] : [{ name, required: kind === '?', standard: kind === '-' ? word : undefined }],
);

export function service(name: string): Service {
  const found = COMPOSE.services[name];
  if (found === undefined) throw new Error(`docker-compose.temporal.yml has no service ${name}`);
  return found;
}

/** NAME=value lines of an example file. */
export function settingsIn(path: string): Record<string, string> {
  const lines = readFileSync(`${ROOT}${path}`, 'utf8').split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/u.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}
