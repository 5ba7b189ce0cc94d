import assert from 'node:assert/strict';
import { buildWorkflowBundle } from '../workers/bundle.ts';

/** What the SDK itself needs in the sandbox (EXAMPLES §2). */
const SDK_PACKAGES = ['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc'];
/** The SDK takes 511, our rules with their comments 191: a package that slips in (zod: +450) or a translation for an older Node (+260) shows at once. */
const BUDGET_KIB = 800;
const INLINE_MAP = '\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,';

describe('the workflow bundle', () => {
  let ours: string[];
  let packages: string[];
  let sizeKib: number;

  before(async function () {
    this.timeout(60_000);
    const code = await buildWorkflowBundle();
    const [script = '', map = ''] = code.split(INLINE_MAP);
    const { sources } = JSON.parse(Buffer.from(map, 'base64').toString()) as { sources: string[] };
    const files = sources.filter((path) => path.startsWith('/'));
    ours = files.filter((path) => !path.includes('/node_modules/'));
    packages = [...new Set(files.flatMap((path) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(path)?.[1] ?? []))].sort();
    sizeKib = script.length / 1024;
  });

  it('takes only workflows/ and domain/ from us', () => {
    assert.ok(ours.some((path) => path.endsWith('/domain/dialog/decide.ts')));
    assert.deepEqual(
      ours.filter((path) => !/\/(workflows|domain)\//u.test(path)),
      [],
    );
  });

  it('takes no package but what the SDK itself needs', () => {
    assert.deepEqual(packages, SDK_PACKAGES);
  });

  it(`stays under ${BUDGET_KIB} KiB`, () => {
    assert.ok(sizeKib < BUDGET_KIB, `${Math.round(sizeKib)} KiB`);
  });
});
