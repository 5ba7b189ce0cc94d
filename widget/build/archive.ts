import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';
import { picture, PICTURES } from './pictures.ts';

const WIDGET = new URL('../', import.meta.url);

/** Whom an administrator can ask; amoCRM shows it beside the widget. */
export interface Support {
  link: string;
  email: string;
}

/** Everything that goes into the archive, by its name in it (docs/widget.md). There is nothing secret in it. */
export async function widgetFiles(support: Support): Promise<Record<string, Uint8Array>> {
  const read = (name: string): Promise<string> => readFile(new URL(name, WIDGET), 'utf8');
  const { version } = JSON.parse(await read('../package.json')) as { version: string };
  const manifest = JSON.parse(await read('manifest.json')) as { widget: object };
  const complete = { ...manifest, widget: { ...manifest.widget, version, support } };
  return {
    'manifest.json': strToU8(`${JSON.stringify(complete, undefined, 2)}\n`),
    'script.js': await script(),
    'i18n/ru.json': strToU8(await read('i18n/ru.json')),
    ...Object.fromEntries(Object.entries(PICTURES).map(([name, [width, height]]) => [`images/${name}.png`, picture(width, height)])),
  };
}

/** One AMD module that gives the loader its constructor; esbuild knows no AMD, so that is put around. */
async function script(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('src/script.ts', WIDGET))],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'estafeta',
    target: 'es2019',
    charset: 'utf8',
    loader: { '.css': 'text' },
    banner: { js: 'define([], function () {' },
    footer: { js: 'return estafeta.CustomWidget;\n});' },
  });
  const [{ contents } = { contents: new Uint8Array() }] = outputFiles;
  return contents;
}

/** The same files are the same bytes, whenever and wherever they are put together: fflate writes the local time, and this is it everywhere. */
const MADE_AT = new Date(2026, 0, 1);

export const archiveOf = (files: Readonly<Record<string, Uint8Array>>): Uint8Array => zipSync({ ...files }, { level: 9, mtime: MADE_AT });
