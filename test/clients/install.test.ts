import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetched, type Registry } from './install.ts';

describe('fetching what a lock file names', () => {
  let folder: string;
  const registry = (program: string, ...words: string[]): Registry => ({
    name: 'some',
    title: 'third-party clients from somewhere',
    lock: join(folder, 'lock'),
    files: [join(folder, 'lock')],
    command: (target) => [program, [...words, target]],
    remedy: 'mend it',
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'install-'));
    await writeFile(join(folder, 'lock'), 'one 1.0');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('happens once for each content of the lock file', async () => {
    const cache = join(folder, 'cache');
    const first = await fetched(registry('ls'), cache);
    assert.equal(await fetched(registry('no-such-program'), cache), first); // it is there: nobody is asked
    await writeFile(join(folder, 'lock'), 'one 2.0');
    const second = await fetched(registry('ls'), cache);
    assert.notEqual(second, first);
    assert.deepEqual(await readdir(second), ['lock']);
  });

  it('says in a sentence what failed and what to do, and leaves nothing half done', async () => {
    const cache = join(folder, 'cache');
    await assert.rejects(fetched(registry('no-such-program'), cache), {
      message: 'There are no third-party clients from somewhere: there is no no-such-program. Please mend it, and run the tests again.',
    });
    const failing = registry(process.execPath, '-e', 'console.error("ERROR: no route to the index"); process.exit(1)', '--');
    await assert.rejects(fetched(failing, cache), /: no route to the index\. Please mend it/);
    assert.deepEqual(await readdir(cache), []);
  });
});
