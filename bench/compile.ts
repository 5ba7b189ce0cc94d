import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

export const ROOT = fileURLToPath(new URL('../', import.meta.url));
const MINIMAL = join(ROOT, '.cache/bench/bench/minimal');

/** A compiled script of bench/minimal/, from the project's root. */
export const minimalScript = (name: string): string => join('.cache/bench/bench/minimal', `${name}.js`);

/** A bundle of bench/minimal/, ready made as the product's is. */
export const minimalBundle = (name: string): string => join(MINIMAL, `${name}.bundle.js`);

/** The product, in dist/. */
export const build = (): void => run(['--import', 'tsx', 'local/build.ts']);

/** Both sides as they run in production: the product in dist/, what stands beside it in .cache/. */
export async function compile(): Promise<void> {
  build();
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  run([join(typescript, 'bin/tsc'), '-p', 'bench/minimal/tsconfig.json']);
  for (const name of ['empty-workflow', 'workflow']) {
    const { code } = await bundleWorkflowCode({ workflowsPath: join(MINIMAL, `${name}.js`), logger: new DefaultLogger('ERROR') });
    await writeFile(minimalBundle(name), code);
  }
}

function run(args: readonly string[]): void {
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
}
