import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildConsole } from './console-build.ts';
import { buildWorkflowBundle } from '../workers/bundle.ts';

/**
 * `npm run build`: API, worker and the tool that sets amoCRM up as one file each in dist/, the console's page and the policy beside them, and the workflow bundle ready made (DESIGN §7).
 * `npm run build`: API, worker and the tools that set amoCRM up and tell the journal anew as one file each in dist/, the policy beside them, and the workflow bundle ready made (DESIGN §7).
 * One file, because a third of a start goes into finding and reading hundreds of small ones.
 */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** Another folder than dist/ may be named; a test does. */
const DIST = `${resolve(ROOT, process.argv[2] ?? 'dist')}/`;

/**
 * Packages that find files of their own or must exist only once: activities find their context through the same @temporalio/activity that
 * the worker has. They are required, not imported: an import of such a package has Node parse all of it for the names it exports.
 */
const IN_THEIR_OWN_FILES = /^(@temporalio\/(?!envconfig)|pino$|pg$)/u;

await rm(DIST, { recursive: true, force: true }); // what no longer has a source must not linger
await build({
  absWorkingDir: ROOT,
  entryPoints: ['api/main.ts', 'workers/main.ts', 'local/cli/setup-amocrm.ts', 'local/cli/rebuild-journal.ts'],
  outbase: '.',
  outdir: DIST,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: { js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);" },
  plugins: [
    {
      name: 'required',
      setup(plugin) {
        // The filters are read by Go: no flags.
        plugin.onResolve({ filter: /^[@a-z]/ }, ({ path, namespace }) => {
          if (!IN_THEIR_OWN_FILES.test(path)) return undefined;
          return namespace === 'required' ? { path, external: true } : { path, namespace: 'required' };
        });
        plugin.onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({
          contents: `module.exports = require(${JSON.stringify(path)})`,
        }));
      },
    },
  ],
});
await buildConsole(`${DIST}console/dist`);
await mkdir(`${DIST}config`, { recursive: true });
await copyFile(`${ROOT}config/policy.yaml`, `${DIST}config/policy.yaml`);
await writeFile(`${DIST}workflow-bundle.js`, await buildWorkflowBundle());
