import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type BundleOptions } from '@temporalio/worker';

const ROOT = new URL('..', import.meta.url);
const CACHE = fileURLToPath(new URL('.cache/', ROOT));
const WORKFLOWS = fileURLToPath(new URL('workflows/', ROOT));

/** `npm run build` puts it beside the compiled code; there is none where the sources themselves run. */
const PREBUILT = fileURLToPath(new URL('workflow-bundle.js', ROOT));
const IS_SOURCE = import.meta.url.endsWith('.ts');

/**
 * The workflow code as the worker ships it. From the sources it is built once and kept under a hash of everything it is made of and by:
 * building takes over a second, reading some milliseconds (facts/stack.md §4).
 */
export async function workflowBundle(): Promise<{ codePath: string }> {
  if (!IS_SOURCE && (await exists(PREBUILT))) return { codePath: PREBUILT };
  const codePath = join(CACHE, `workflows-${await sourceHash()}.js`);
  if (await exists(codePath)) return { codePath };
  const code = await buildWorkflowBundle();
  await mkdir(CACHE, { recursive: true });
  const temporary = `${codePath}.${process.pid}`;
  await writeFile(temporary, code); // under another name first: two starts at once must not read half a file
  await rename(temporary, codePath);
  return { codePath };
}

/** Made from the code this file lies beside: compiled or not. */
export async function buildWorkflowBundle(): Promise<string> {
  const file = (path: string): string => join(WORKFLOWS, `${path}.${IS_SOURCE ? 'ts' : 'js'}`);
  const workflowsPath = file('index');
  const workflowInterceptorModules = [file('stale/interceptors')];
  return (
    await bundleWorkflowCode({
      workflowsPath,
      workflowInterceptorModules,
      logger: new DefaultLogger('ERROR'),
      webpackConfigHook: forThisNode,
    })
  ).code;
}

type ConfigHook = NonNullable<BundleOptions['webpackConfigHook']>;

/**
 * The SDK translates for Node 8, where each spread becomes a loop over names, and leaves every module in a function of its own, whose
 * exports are getters. Every dialog evaluates all of it anew: this is a quarter less to read (docs/decisions/014).
 */
const forThisNode: ConfigHook = (config) => ({
  ...config,
  module: { ...config.module, rules: (config.module?.rules ?? []).map((rule) => (translates(rule) ? forTarget(rule) : rule)) },
  optimization: { ...config.optimization, concatenateModules: true, providedExports: true, usedExports: true, sideEffects: true },
});

/** The SDK's rule for TypeScript, as its loader (swc) wants it. */
interface Translation {
  use: { options: { jsc: { target: string } } };
}

const translates = <Rule>(rule: Rule): rule is Rule & Translation =>
  typeof (rule as Partial<Translation> | undefined)?.use?.options?.jsc?.target === 'string';

const forTarget = <Rule extends Translation>(rule: Rule): Rule => ({
  ...rule,
  use: { ...rule.use, options: { ...rule.use.options, jsc: { ...rule.use.options.jsc, target: 'es2022' } } },
});

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  const sdk = await readFile(new URL('node_modules/@temporalio/worker/package.json', ROOT)).catch(() => '');
  hash.update(sdk).update(await readFile(new URL(import.meta.url)));
  for (const folder of ['domain', 'workflows']) {
    const base = fileURLToPath(new URL(`${folder}/`, ROOT));
    const names = await readdir(base, { recursive: true });
    for (const name of names.filter((file) => /\.[jt]s$/u.test(file)).sort()) hash.update(name).update(await readFile(join(base, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
