import assert from 'node:assert/strict';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientOptions, lazyClient } from '../../config/temporal.ts';
import { freePort } from '../../local/temporal/ports.ts';

describe('where Temporal is', () => {
  const before = { ...process.env };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-profile-'));
    const profile = '[profile.default]\naddress = "from.profile:7233"\nnamespace = "theirs"\napi_key = "key-of-the-profile"\n';
    await writeFile(join(folder, 'temporal.toml'), profile);
    process.env['TEMPORAL_CONFIG_FILE'] = join(folder, 'temporal.toml');
    delete process.env['TEMPORAL_ADDRESS'];
  });

  afterEach(async () => {
    for (const name of ['TEMPORAL_CONFIG_FILE', 'TEMPORAL_ADDRESS']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await rm(folder, { recursive: true });
  });

  it('a profile of Temporal’s own counts, with its key', () => {
    const { connectionOptions } = clientOptions({ TEMPORAL_NAMESPACE: 'estafeta' });
    assert.deepEqual([connectionOptions.address, connectionOptions.apiKey], ['from.profile:7233', 'key-of-the-profile']);
  });

  it('our own settings win over it', () => {
    const { connectionOptions, namespace } = clientOptions({ TEMPORAL_ADDRESS: 'ours:7233', TEMPORAL_NAMESPACE: 'estafeta' });
    assert.deepEqual([connectionOptions.address, namespace], ['ours:7233', 'estafeta']);
  });

  it('a client can be had while Temporal is away, and fails only when it is used', async () => {
    process.env['TEMPORAL_CONFIG_FILE'] = join(folder, 'none.toml');
    const { client, connection } = lazyClient({ TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`, TEMPORAL_NAMESPACE: 'estafeta' });
    const look = connection.withDeadline(Date.now() + 500, () => client.workflow.getHandle('dialog:nobody').describe());
    await assert.rejects(look);
    await connection.close();
  });
});
