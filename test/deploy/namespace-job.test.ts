import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../config/search-attributes.ts';
import { devClient, temporalCli } from '../support/environment.ts';
import { service } from './compose-file.ts';

const NAMESPACE = 'compose';
const DAY_SECONDS = 24 * 3_600;
const TYPES = { KEYWORD: 2, INT: 3, DATETIME: 6 } as const; // temporal.api.enums.v1.IndexedValueType

describe('the job that prepares Temporal’s namespace', function () {
  this.timeout(60_000);
  let connection: Connection;
  let address: string;
  let folder: string;
  before(async () => {
    ({ connection, address } = await devClient());
    folder = await mkdtemp(join(tmpdir(), 'estafeta-job-'));
    await symlink(await temporalCli(), join(folder, 'temporal'));
  });
  after(async () => {
    await connection.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The job's own script, by the shell that it names. */
  async function runJob(retention: string, change = (script: string): string => script): Promise<{ failed: boolean; said: string }> {
    const env = {
      PATH: [folder, process.env['PATH']].join(delimiter),
      HOME: folder,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: NAMESPACE,
      RETENTION: retention,
    };
    const script = change(service('temporal-namespace').command?.[0] ?? 'exit 1');
    return new Promise((resolve) => {
      execFile('/bin/sh', ['-euc', script], { env }, (error, stdout, stderr) => resolve({ failed: error !== null, said: stdout + stderr }));
    });
  }

  async function retentionDays(): Promise<number> {
    const { config } = await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
    return Number(config?.workflowExecutionRetentionTtl?.seconds) / DAY_SECONDS;
  }

  it('makes it, with its retention and our search attributes', async () => {
    const { failed, said } = await runJob('30d');
    assert.ok(!failed, said);
    assert.equal(await retentionDays(), 30);
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: NAMESPACE });
    for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) assert.equal(customAttributes[name], TYPES[type], name);
  });

  it('may run again, with another retention', async () => {
    const { failed, said } = await runJob('45d');
    assert.ok(!failed, said);
    assert.equal(await retentionDays(), 45);
  });

  it('fails where an attribute exists with another type, and says which', async () => {
    const { failed, said } = await runJob('45d', (script) =>
      script.replace('--name DialogLeadId --type Int', '--name DialogLeadId --type Text'),
    );
    assert.ok(failed, said);
    assert.match(said, /DialogLeadId/u);
  });
});
