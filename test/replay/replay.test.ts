import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../../workers/bundle.ts';
import { journalSinks } from '../../workers/journal.ts';
import { HISTORIES } from './histories.ts';
import { SCENARIOS } from './scenarios.ts';

const recorded = async (file: string): Promise<string> => readFile(new URL(file, HISTORIES), 'utf8');

async function replayed(json: string): Promise<void> {
  const { workflowId, ...history } = JSON.parse(json) as { workflowId: string };
  await Worker.runReplayHistory({ workflowBundle: await workflowBundle(), sinks: journalSinks() }, history, workflowId);
}

describe('a dialog that ran with earlier code goes on with this one', function () {
  this.timeout(30_000);

  for (const file of readdirSync(HISTORIES)) it(file.replace(/\.json$/u, ''), async () => replayed(await recorded(file)));

  it('each scenario of SPEC §0 is among them', () => {
    assert.deepEqual(
      Object.keys(SCENARIOS).filter((name) => !readdirSync(HISTORIES).includes(`${name}.json`)),
      [],
    );
  });

  it('and the check bites: a history in which something else was done is refused', async () => {
    const altered = (await recorded('1-new-guest.json')).replaceAll('"name":"askBot"', '"name":"askSomebodyElse"');
    await assert.rejects(replayed(altered), DeterminismViolationError);
  });

  it('the packages share one copy of protobufjs 8, without which no recorded history can be read', () => {
    const ours = createRequire(import.meta.url);
    const copies = ['client', 'common', 'proto', 'worker'].map((name) =>
      createRequire(ours.resolve(`@temporalio/${name}`)).resolve('protobufjs'),
    );
    assert.deepEqual(new Set(copies), new Set([ours.resolve('protobufjs')]));
    const { version } = ours('protobufjs/package.json') as { version: string };
    assert.match(version, /^8\./u);
  });
});
