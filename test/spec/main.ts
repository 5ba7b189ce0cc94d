import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { coverageOf, statementsIn } from './statements.ts';

/** `npm run spec`: each statement of docs/spec.md with the tests whose titles name it; 1 on a gap or an unknown number. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Mocha itself tells the titles, without running a test: also those that a loop makes. */
function testTitles(): string[] {
  const output = execFileSync('npx', ['mocha', '--dry-run', '--exit', '--reporter', 'json', 'test/**/*.test.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64_000_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const report = JSON.parse(output.slice(output.indexOf('{\n'))) as { tests: { fullTitle: string }[] };
  return report.tests.map(({ fullTitle }) => fullTitle);
}

const statements = statementsIn(readFileSync(new URL('../../docs/spec.md', import.meta.url), 'utf8'));
const { titles, gaps, unknown } = coverageOf(statements, testTitles());

for (const { number, later } of statements) {
  const proofs = titles.get(number) ?? [];
  console.log(
    `${number}${later ? ' (later)' : ''}: ${proofs.length === 0 ? 'no test' : `${proofs.length} ${proofs.length === 1 ? 'test' : 'tests'}`}`,
  );
  for (const title of proofs) console.log(`    ${title}`);
}
if (gaps.length > 0) console.error(`\nNo test names: ${gaps.join(', ')}.`);
for (const { number, title } of unknown) console.error(`\n${number} is in no statement of docs/spec.md, but in the title «${title}».`);
process.exitCode = gaps.length + unknown.length > 0 ? 1 : 0;
