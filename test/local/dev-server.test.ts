import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../config/search-attributes.ts';
import { startDevServer, type DevServer } from '../../local/temporal/dev-server.ts';
import { freePort } from '../../local/temporal/ports.ts';
import { register } from '../../local/temporal/register.ts';
import { startProcess } from '../../local/temporal/server-process.ts';
import { devClient, devServer, eventually, TEST_NAMESPACE } from '../support/environment.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DAYS_30_SECONDS = 30 * 24 * 3600;

async function retentionSeconds(connection: Connection, namespace: string): Promise<number> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  return Number(config?.workflowExecutionRetentionTtl?.seconds);
}

describe('a Temporal server on this machine', function () {
  this.timeout(60_000);
  let client: Client;
  let connection: Connection;

  before(async () => {
    ({ client, connection } = await devClient());
  });

  after(() => connection.close());

  it('keeps what is over for 30 days', async () => assert.equal(await retentionSeconds(connection, TEST_NAMESPACE), DAYS_30_SECONDS));

  it('knows the attributes that the list of dialogs filters by', async () => {
    for (const name of Object.keys(SEARCH_ATTRIBUTES)) {
      const type = SEARCH_ATTRIBUTES[name as keyof typeof SEARCH_ATTRIBUTES];
      const query = `${name} ${type === 'KEYWORD' ? "= 'x'" : type === 'INT' ? '= 1' : "> '2026-01-01T00:00:00Z'"}`;
      assert.equal((await client.workflow.count(`WorkflowType = 'none' AND ${query}`)).count, 0, name);
    }
    await assert.rejects(client.workflow.count('DialogColour = 1'));
  });

  it('flushes its file rarely, and polls as often as a busy hour needs', async () => {
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String((await devServer()).pid)]);
    const flags = [
      '--sqlite-pragma journal_mode=WAL',
      '--sqlite-pragma synchronous=NORMAL',
      ...['transfer', 'timer', 'visibility'].map((kind) => `--dynamic-config-value history.${kind}ProcessorMaxPollRPS=1000`),
    ];
    for (const flag of flags) assert.ok(stdout.includes(flag), `${flag} in ${stdout}`);
  });

  it('another namespace can be set up on it, as often as one likes', async () => {
    const namespace = `other-${Date.now()}`;
    await register(connection, namespace);
    await register(connection, namespace);
    assert.equal(await retentionSeconds(connection, namespace), DAYS_30_SECONDS);
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    for (const name of Object.keys(SEARCH_ATTRIBUTES)) assert.ok(name in customAttributes, name);
  });

  it('an attribute that exists with another type is told, not passed over', async () => {
    const namespace = `mistaken-${Date.now()}`;
    const seconds =
      (await connection.workflowService.describeNamespace({ namespace: TEST_NAMESPACE })).config?.workflowExecutionRetentionTtl?.seconds ??
      null;
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds } });
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { DialogState: 3 } });
    await assert.rejects(register(connection, namespace), /DialogState/u);
  });

  it('a taken port is one sentence with the remedy', async () => {
    const { port } = await devServer();
    await assert.rejects(startDevServer({ port, namespace: TEST_NAMESPACE }), (error: Error) => {
      assert.match(error.message, new RegExp(`^Port ${port}, which Temporal needs, is taken: .*TEMPORAL_PORT=`, 'u'));
      return !error.message.includes('\n');
    });
  });

  it('a taken port of the Web UI too', async () => {
    const { port } = await devServer();
    await assert.rejects(startDevServer({ port: 0, uiPort: port, namespace: TEST_NAMESPACE }), /TEMPORAL_UI_PORT=/u);
  });
});

describe('a Temporal server with its state in a file', function () {
  this.timeout(60_000);
  let folder: string;
  let server: DevServer | undefined;
  const options = () => ({ port: 0, namespace: TEST_NAMESPACE, dbFile: join(folder, 'data', 'temporal.db') });
  const start = async (): Promise<DevServer> => startDevServer(options());

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-server-'));
  });

  after(async () => {
    await server?.kill();
    await rm(folder, { recursive: true, force: true });
  });

  /** A process that starts a server on the same file and is killed before it can stop it. */
  async function startAndDie(): Promise<{ pid: number; address: string }> {
    const script = `import { startDevServer } from './local/temporal/dev-server.ts';
      const server = await startDevServer(${JSON.stringify(options())});
      process.stdout.write(JSON.stringify(server), () => process.kill(process.pid, 'SIGKILL'));`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    await once(child, 'close');
    return JSON.parse(said.toString()) as { pid: number; address: string };
  }

  async function connected<Result>({ address }: DevServer, use: (client: Client) => Promise<Result>): Promise<Result> {
    const connection = await Connection.connect({ address });
    return use(new Client({ connection, namespace: TEST_NAMESPACE })).finally(() => void connection.close());
  }

  it('D-94: after kill -9 everything is there again', async () => {
    server = await start();
    await connected(server, (client) => client.workflow.start('nobodyRunsThis', { taskQueue: 'nobody', workflowId: 'still-there' }));
    await server.kill();
    await server.ended;

    server = await start();
    const found = await connected(server, (client) => client.workflow.getHandle('still-there').describe());
    assert.equal(found.status.name, 'RUNNING');
  });

  it('a second server on the same file is refused, and the first is named', async () => {
    assert.ok(server);
    const { pid } = server;
    await assert.rejects(
      start(),
      (error: Error) => error.message.includes(`process ${pid},`) && error.message.includes(`process ${process.pid})`),
    );
  });

  it('it ends when asked, and leaves nobody to be named', async () => {
    assert.ok(server);
    await server.stop();
    await assert.rejects(readFile(join(folder, 'data', 'temporal.db.pid')), { code: 'ENOENT' });
    await assert.rejects(Connection.connect({ address: server.address, connectTimeout: 500 }));
  });

  it('D-94: the one that a killed start left behind is ended by the next start, and everything is there', async () => {
    const said: string[] = [];
    const leftBehind = await startAndDie();
    server = await startDevServer({ ...options(), say: (line) => said.push(line) });
    assert.deepEqual(said, [`Ending the Temporal server that a killed start left behind (process ${leftBehind.pid})`]);
    await assert.rejects(Connection.connect({ address: leftBehind.address, connectTimeout: 500 }));
    const found = await connected(server, (client) => client.workflow.getHandle('still-there').describe());
    assert.equal(found.status.name, 'RUNNING');
    await server.stop();
  });
});

describe('a server that does not come up', () => {
  it('a program that cannot be run is a sentence', async () => {
    await assert.rejects(startProcess('/nowhere/temporal', []), /^Error: \/nowhere\/temporal cannot be run: .*ENOENT/u);
  });

  it('one that ends at once is told with its last words', async () => {
    const failing = await startProcess(process.execPath, ['-e', 'console.error("the database is locked"); process.exit(3)']);
    assert.equal(failing.outcome(), undefined);
    await failing.ended;
    assert.equal(failing.outcome(), 'exit code 3: the database is locked');
  });

  it('one that does not listen to SIGTERM is killed in the end', async function () {
    this.timeout(20_000);
    const stubborn = await startProcess(process.execPath, [
      '-e',
      'process.on("SIGTERM", () => console.error("no")); setInterval(() => {}, 1000); console.error("up")',
    ]);
    await eventually('it is up', () => stubborn.lastWords() === 'up');
    await stubborn.end('SIGTERM', 300);
    assert.match(stubborn.outcome() ?? '', /^SIGKILL: up\s+no$/u);
  });

  it('a free port is free', async () => {
    const [one, other] = await Promise.all([freePort(), freePort()]);
    assert.notEqual(one, other);
    assert.ok(one > 1024 && other > 1024);
  });
});
