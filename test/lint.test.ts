import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One line of a file, and whether the import table (EXAMPLES §2) lets it stand there. */
type Line = readonly [allowed: 'may' | 'must not', code: string];

const FILES: Readonly<Record<string, readonly Line[]>> = {
  'domain/dialog/rules/rule.ts': [
    ['may', `import { a } from '../decide.ts';`],
    ['must not', `import { b } from 'luxon';`],
    ['must not', `import type { c } from '@temporalio/workflow';`],
    ['must not', `import { d } from '../../../contact/phone.ts';`],
    ['must not', `import type { e } from '../../../activities/pact/contract.ts';`],
    ['must not', `export const f = Date.now();`],
    ['must not', `export const g = process.pid;`],
  ],
  'workflows/dialog/loop.ts': [
    ['may', `import { a } from '@temporalio/workflow';`],
    ['may', `import { b } from '../../domain/dialog/decide.ts';`],
    ['may', `import type { c } from '../../activities/pact/contract.ts';`],
    ['must not', `import { d } from '../../activities/pact/client.ts';`],
    ['must not', `import { e } from 'zod';`],
    ['must not', `import { f } from 'node:crypto';`],
    ['must not', `import { g } from '@temporalio/client';`],
    ['must not', `import { h } from '../../config/env.ts';`],
    ['must not', `import { i } from '../../calendar/calendar.ts';`],
    ['must not', `import type { k } from '../../journal/rows.ts';`],
    ['must not', `export { j } from '../../activities/pact/client.ts';`],
  ],
  'activities/pact/thing.ts': [
    ['may', `import { a } from './client.ts';`],
    ['may', `import { b } from '../running.ts';`],
    ['may', `import { c } from '../../contact/phone.ts';`],
    ['may', `import type { d } from '../../domain/dialog/dialog.ts';`],
    ['must not', `import { e } from '../../domain/dialog/decide.ts';`],
    ['must not', `import { f } from '../amocrm/client.ts';`],
    ['must not', `import { g } from '../../workflows/dialog/messages.ts';`],
    ['must not', `import type { i } from '../../journal/rows.ts';`],
    ['must not', `import { h } from '../../config/env.ts';`],
  ],
  'api/webhooks/thing.ts': [
    ['may', `import { a } from '../../workflows/dialog/messages.ts';`],
    ['may', `import type { b } from '../../workflows/dialog/view.ts';`],
    ['may', `import { c } from '../../activities/pact/client.ts';`],
    ['may', `import { d } from '../../config/env.ts';`],
    ['must not', `import { e } from '../../workflows/dialog/run.ts';`],
    ['must not', `import { f } from '../../activities/pact/activities.ts';`],
    ['must not', `import { g } from '../../activities/known-errors.ts';`],
    ['may', `import { k } from '../../journal/reader.ts';`],
    ['must not', `import { h } from '../../domain/dialog/decide.ts';`],
    ['must not', `import { i } from '../../workers/worker.ts';`],
    ['must not', `import { j } from '../../simulators/pact/server.ts';`],
  ],
  'contact/thing.ts': [
    ['may', `import { a } from 'luxon';`],
    ['must not', `import { b } from '../calendar/calendar.ts';`],
    ['must not', `import type { c } from '../domain/dialog/dialog.ts';`],
  ],
  'config/thing.ts': [
    ['may', `import type { a } from '../domain/dialog/policy.ts';`],
    ['may', `export const b = process.env['B'];`],
    ['must not', `import { c } from '../contact/phone.ts';`],
    ['must not', `import { d } from '../domain/dialog/decide.ts';`],
  ],
  'journal/thing.ts': [
    ['may', `import { a } from 'kysely';`],
    ['may', `import type { b } from '../domain/journal/facts.ts';`],
    ['must not', `import { c } from '../domain/journal/journal-facts.ts';`],
    ['must not', `import { d } from '../config/env.ts';`],
    ['must not', `import type { e } from '../workflows/dialog/journal.ts';`],
  ],
  'simulators/pact/thing.ts': [
    ['may', `import { a } from 'express';`],
    ['must not', `import { b } from '../../contact/phone.ts';`],
    ['must not', `import { c } from '../../domain/dialog/card.ts';`],
    ['must not', `import { d } from '../amocrm/server.ts';`],
  ],
  'local/play-room/page/src/thing.ts': [
    ['may', `import { a } from './live.ts';`],
    ['may', `import type { b } from '../../messages.ts';`],
    ['must not', `import { c } from '../../crm.ts';`],
  ],
  'calendar/thing.ts': [
    ['may', `import { a } from 'luxon';`],
    ['must not', `import { b } from '../contact/phone.ts';`],
    ['must not', `import type { c } from '../config/env.ts';`],
  ],
  'console/src/page.ts': [
    ['may', `import { a } from 'preact';`],
    ['may', `import type { b } from '../../api/dialogs/view.schema.ts';`],
    ['must not', `import { c } from '../../api/dialogs/view.schema.ts';`],
    ['must not', `import type { d } from '../../domain/dialog/dialog.ts';`],
  ],
  'widget/card.ts': [
    ['may', `import type { a } from '../api/dialogs/view.schema.ts';`],
    ['must not', `import { b } from '../workflows/dialog/messages.ts';`],
  ],
  'workers/thing.ts': [
    ['may', `import { a } from '../activities/pact/activities.ts';`],
    ['must not', `import { b } from '../local/stack.ts';`],
    ['must not', `export const c = process.env['C'];`],
  ],
};

describe('the linter', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-lint-'));
    const config = JSON.parse(await readFile(new URL('../.oxlintrc.json', import.meta.url), 'utf8')) as {
      $schema?: string;
      options: object;
    };
    delete config.$schema;
    await writeFile(join(folder, '.oxlintrc.json'), JSON.stringify({ ...config, options: { ...config.options, typeAware: false } }));
    for (const [name, lines] of Object.entries(FILES)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), lines.map(([, code]) => code).join('\n'));
    }
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('holds the import table of every folder, line by line', async () => {
    const reported = await reportsIn(folder);
    const wrong = Object.entries(FILES).flatMap(([name, lines]) =>
      lines.flatMap(([allowed, code], index) => {
        const isReported = reported.has(`${name}:${index + 1}`);
        return isReported === (allowed === 'must not') ? [] : [`${name} ${allowed} have: ${code}`];
      }),
    );
    assert.deepEqual(wrong, []);
  }).timeout(30_000);
});

const BOUNDARIES = /no-restricted-(?:imports|globals|properties)|no-process-env/u;

/** `file:line` of every report about a boundary. */
async function reportsIn(folder: string): Promise<Set<string>> {
  const oxlint = fileURLToPath(new URL('../node_modules/.bin/oxlint', import.meta.url));
  const output = await new Promise<string>((resolve) => {
    execFile(oxlint, ['--format', 'json'], { cwd: folder, maxBuffer: 16_000_000 }, (_error, stdout) => resolve(stdout)); // it exits 1 when it reports
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[] };
  return new Set(
    diagnostics.filter(({ code }) => BOUNDARIES.test(code)).map(({ filename, labels }) => `${filename}:${labels[0]?.span.line}`),
  );
}
