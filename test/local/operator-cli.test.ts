import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startApp, type StartedApp } from '../api/start-app.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('npm run operator', function () {
  this.timeout(30_000);
  let app: StartedApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  const operator = (...args: string[]): Promise<{ code: number | null; said: string }> => {
    const all = ['--import', 'tsx', 'local/cli/operator.ts', ...args, '--api', app.url, '--token', 'token-of-the-api'];
    const child = spawn(process.execPath, all, { cwd: ROOT });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
  };

  it('lets somebody in, shows the token once, lists them and takes the access away', async () => {
    assert.match((await operator('list')).said, /Пока никому/u);
    const admitted = await operator('admit', 'Анна', '--role', 'manager', '--amocrm', '9500001');
    assert.deepEqual([admitted.code, /token-1\n/u.test(admitted.said)], [0, true]);
    assert.match((await operator('list')).said, /id-1 {2}Анна, менеджер, amoCRM 9500001\n/u);
    assert.match((await operator('revoke', 'id-1')).said, /Доступ отозван/u);
    assert.match((await operator('list')).said, /доступ отозван/u);
  });

  for (const [what, args, sentence] of [
    ['a role that there is not', ['admit', 'Анна', '--role', 'boss'], /такой роли нет/u],
    ['a manager who is nobody in amoCRM', ['admit', 'Анна'], /номер в amoCRM/u],
    ['an id that nobody has', ['revoke', 'nobody'], /npm run operator -- list/u],
    ['a command that there is not', ['fire', 'Анна'], /npm run operator -- admit/u],
  ] as const)
    it(`${what} is told in a sentence, and nothing changes`, async () => {
      const { code, said } = await operator(...args);
      assert.equal(code, 1);
      assert.match(said, sentence);
      assert.deepEqual(app.operators.all, []);
    });
});
