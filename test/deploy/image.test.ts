import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, service } from './compose-file.ts';

/** In the project: what is built finds its packages upwards. */
const CACHE = join(ROOT, '.cache');

describe('what the image is made of', function () {
  this.timeout(120_000);
  let dist: string;
  before(async () => {
    await mkdir(CACHE, { recursive: true });
    dist = await mkdtemp(join(CACHE, 'dist-'));
    execFileSync(process.execPath, ['--import', 'tsx', 'local/build.ts', dist], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  });
  after(() => rm(dist, { recursive: true, force: true }));

  /** How a service ends that has no settings; started as the compose file does. */
  async function withoutSettings(name: string): Promise<{ code: unknown; said: string }> {
    const [program, ...args] = service(name).command ?? [];
    assert.equal(program, 'node');
    const built = args.map((arg) => arg.replace(/^dist\//u, `${dist}/`));
    return new Promise((resolve) => {
      execFile(process.execPath, built, { env: {}, cwd: ROOT, timeout: 30_000 }, (error, _stdout, said) =>
        resolve({ code: error?.code, said }),
      );
    });
  }

  for (const [name, setting] of [
    ['api', 'WEBHOOK_SECRET'],
    ['worker', 'AMOCRM_TOKEN'],
  ] as const)
    it(`${name}: its command starts what «npm run build» has written`, async () => {
      const { code, said } = await withoutSettings(name);
      assert.equal(code, 1);
      assert.match(said, new RegExp(`^${setting} is not set: .+\\.$`, 'mu'));
    });

  it('has the tool that sets amoCRM up, which finds the policy beside it', async () => {
    const env = { AMOCRM_BASE_URL: 'http://127.0.0.1:9', AMOCRM_TOKEN: 'amocrm-token' };
    const said = await new Promise<string>((resolve) => {
      execFile(
        process.execPath,
        [join(dist, 'local/cli/setup-amocrm.js'), '--check'],
        { env, cwd: ROOT, timeout: 30_000 },
        (error, stdout) => resolve(`${String(error?.code)} ${stdout}`),
      );
    });
    assert.match(said, /^2 amoCRM: 127\.0\.0\.1:9\n.*amoCRM не ответила/su);
  });

  it('has the policy and the workflow bundle ready', () => {
    for (const file of ['config/policy.yaml', 'workflow-bundle.js']) assert.ok(existsSync(join(dist, file)), file);
  });

  it('comes from bases of one Node release, and not as root', () => {
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    const bases = [...dockerfile.matchAll(/^FROM node:(\S+?)(?:-slim)?(?: AS \w+)?$/gmu)].map(([, tag]) => tag);
    assert.equal(bases.length, 2);
    assert.equal(new Set(bases).size, 1, bases.join());
    assert.match(bases[0] ?? '', /^\d+\.\d+\.\d+-\w+$/u);
    assert.match(dockerfile, /^USER [1-9]\d*:[1-9]\d*$/mu);
  });
});
