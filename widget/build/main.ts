import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { archiveOf, widgetFiles } from './archive.ts';

/** `npm run build:widget`: the archive that an administrator uploads to amoCRM (docs/widget.md). */
const ARCHIVE = fileURLToPath(new URL('../dist/estafeta-widget.zip', import.meta.url));

const Settings = z.object({
  'support-email': z.email('Say whom managers may write to: --support-email=help@sanatorium.example.'),
  'support-link': z.url({
    protocol: /^https?$/u,
    error: 'Say where help is to be found: --support-link=https://sanatorium.example.',
  }),
  out: z.string().default(ARCHIVE),
});

async function main(): Promise<void> {
  const options = { 'support-email': { type: 'string' }, 'support-link': { type: 'string' }, out: { type: 'string' } } as const;
  const asked = Settings.safeParse(parseArgs({ options, strict: false }).values);
  if (!asked.success) {
    const sentences = asked.error.issues.map(({ message }) => message);
    process.stderr.write(`amoCRM wants every widget to name its support.\n${sentences.join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  const { 'support-email': email, 'support-link': link, out } = asked.data;
  const archive = archiveOf(await widgetFiles({ link, email }));
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, archive);
  process.stdout.write(`${out} (${Math.ceil(archive.length / 1024)} KB): upload it to the integration in amoCRM, see docs/widget.md.\n`);
}

await main();
