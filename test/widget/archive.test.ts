import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from 'fast-png';
import { strFromU8, unzipSync } from 'fflate';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SUPPORT = ['--support-email=help@sanatorium.example', '--support-link=https://sanatorium.example'];
/** docs/widget.md; what amoCRM wants. */
const PICTURES = { logo: [130, 100], logo_main: [400, 272], logo_medium: [240, 84], logo_min: [84, 84], logo_small: [108, 108] };
const PICTURE_MAX_BYTES = 300 * 1024;

interface Manifest {
  widget: { name: string; description: string; short_description: string; version: string; locale: string[]; support: object };
  locations: string[];
  settings: Record<string, { name: string; type: string; required: boolean }>;
}

/** `npm run build:widget` somewhere on earth. */
const built = (args: readonly string[], zone = 'Europe/Moscow'): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const options = { cwd: ROOT, env: { ...process.env, TZ: zone } };
    execFile('node', ['--import', 'tsx', 'widget/build/main.ts', ...args], options, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });

describe('npm run build:widget', function () {
  this.timeout(60_000);
  let folder: string;
  let archive: Buffer;
  let files: Record<string, Uint8Array>;
  const out = (name: string): string => `--out=${join(folder, name)}`;
  const json = <Content>(name: string): Content => JSON.parse(strFromU8(files[name] ?? new Uint8Array())) as Content;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-widget-'));
    const { code, said } = await built([...SUPPORT, out('widget.zip')]);
    assert.equal(code, 0, said);
    archive = await readFile(join(folder, 'widget.zip'));
    files = unzipSync(archive);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('puts in what amoCRM wants of a widget, and nothing else', () =>
    assert.deepEqual(
      Object.keys(files).toSorted(),
      ['i18n/ru.json', ...Object.keys(PICTURES).map((name) => `images/${name}.png`), 'manifest.json', 'script.js'].toSorted(),
    ));

  it('every word of the manifest is translated', () => {
    const { widget, settings, locations } = json<Manifest>('manifest.json');
    const words = json<Record<string, Record<string, string>>>('i18n/ru.json');
    const keys = [widget.name, widget.description, widget.short_description, ...Object.values(settings).map(({ name }) => name)];
    for (const key of keys) {
      const [part = '', word = ''] = key.split('.');
      assert.match(words[part]?.[word] ?? '', /[а-яё]/iu, key);
    }
    assert.deepEqual(widget.locale, ['ru']);
    assert.deepEqual(locations, ['lcard-1', 'settings']);
  });

  it('asks the administrator for Estafeta’s address, and brings our version and their support', () => {
    const { widget, settings } = json<Manifest>('manifest.json');
    assert.deepEqual(Object.keys(settings), ['address']);
    assert.deepEqual(widget.support, { link: 'https://sanatorium.example', email: 'help@sanatorium.example' });
    assert.match(widget.version, /^\d+\.\d+\.\d+$/u);
  });

  for (const [name, [width, height]] of Object.entries(PICTURES))
    it(`draws ${name} of ${width} × ${height}`, () => {
      const bytes = files[`images/${name}.png`] ?? new Uint8Array();
      const picture = decode(bytes);
      assert.deepEqual([picture.width, picture.height], [width, height]);
      assert.ok(new Set(picture.data).size > 8, 'something is on it');
      assert.ok(bytes.length < PICTURE_MAX_BYTES);
    });

  it('the script is one module without anything that amoCRM’s rules forbid', () => {
    const script = strFromU8(files['script.js'] ?? new Uint8Array());
    assert.match(script, /^define\(\[\], function \(\) \{/u);
    for (const forbidden of [
      /\beval\b/u,
      /new Function/u,
      /\b(?:alert|confirm|prompt)\(/u,
      /createElement\(['"]script/u,
      /innerHTML/u,
      /document\.write/u,
    ])
      assert.doesNotMatch(script, forbidden);
    assert.doesNotMatch(script.replaceAll(/^\s*\/\/.*$/gmu, ''), /https?:\/\/\w/u, 'it knows no address by itself');
  });

  it('the same sources are the same bytes, in any time zone', async () => {
    await built([...SUPPORT, out('again.zip')], 'Pacific/Auckland');
    assert.ok(archive.equals(await readFile(join(folder, 'again.zip'))));
  });

  it('without its settings it refuses with a sentence for each, and writes nothing', async () => {
    const { code, said } = await built([out('none.zip')]);
    assert.equal(code, 1);
    assert.match(said, /--support-email=.+\.\n.*--support-link=.+\.\n/u);
    await assert.rejects(readFile(join(folder, 'none.zip')));
  });
});
