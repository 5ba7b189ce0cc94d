import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const at = (path: string): URL => new URL(path, import.meta.url);

/** Fails unless docs/third-party-clients.md lists, under the client's name and pinned version, exactly the calls that it made. */
export async function assertListed(client: string, calls: readonly string[]): Promise<void> {
  const heading = `## ${client} ${await versionOf(client)}\n`;
  const [, section = ''] = (await readFile(at('../../docs/third-party-clients.md'), 'utf8')).split(heading);
  assert.ok(section !== '', `docs/third-party-clients.md has no «${heading.trim()}»`);
  const [, block = ''] = /```\n(.*?)\n```/su.exec(section) ?? [];
  assert.deepEqual(block.split('\n'), calls, `docs/third-party-clients.md lists other calls of ${client} than it makes`);
}

async function versionOf(client: string): Promise<string> {
  const { dependencies } = JSON.parse(await readFile(at('npm/package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const pinned = /^(\S+)==(\S+) /gmu;
  const python = [...(await readFile(at('python/requirements.txt'), 'utf8')).matchAll(pinned)].map(([, name, version]) => [name, version]);
  const version = dependencies[client] ?? (Object.fromEntries(python) as Record<string, string>)[client];
  assert.ok(version !== undefined, `No version of ${client} is pinned`);
  return version;
}
