import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('what a test run says at its end', function () {
  this.timeout(20_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-reporter-'));
  });

  after(() => rm(folder, { recursive: true }));

  async function lastLineOf(tests: string): Promise<{ line: string; code: number | null }> {
    const file = join(folder, 'some.test.mjs');
    await writeFile(file, tests);
    const mocha = [
      'node_modules/mocha/bin/mocha.js',
      '--no-config',
      '--node-option',
      'no-experimental-require-module',
      '--node-option',
      'import=tsx',
    ];
    const child = spawn(process.execPath, [...mocha, '--reporter', './test/support/reporter.ts', file], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { line: said.trimEnd().split('\n').at(-1) ?? '', code };
  }

  it('is the plain count of what passed and failed', async () => {
    const tests = `it('a', () => {}); it('b', () => {}); it('c', () => { throw new Error('no'); });`;
    assert.deepEqual(await lastLineOf(tests), { line: '2 passed, 1 failed', code: 1 });
  });

  it('names what was skipped only when something was', async () => {
    assert.deepEqual(await lastLineOf(`it('a', () => {}); it('b');`), { line: '1 passed, 0 failed, 1 skipped', code: 0 });
  });
});
