import { mkdir, writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { devScene } from '../support/dev-scene.ts';
import { stopDevServer } from '../support/environment.ts';
import { eventsOf } from '../support/history-of.ts';
import { HISTORIES } from './histories.ts';
import { played, SCENARIOS } from './scenarios.ts';

/**
 * Records what `histories/` holds, by hand: `node --import tsx test/replay/record.ts [name…]`. Only where a changed decision is
 * meant: dialogs that run with the old code must be able to go on with the new (EXAMPLES §7; `patched`).
 */
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const scene = await devScene();
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SCENARIOS);
await mkdir(HISTORIES, { recursive: true });
for (const name of wanted) {
  const { handle } = await played(scene, name);
  const { firstExecutionRunId } = (await eventsOf({ handle }))[0]?.workflowExecutionStartedEventAttributes ?? {};
  const history = await scene.client.workflow.getHandle(handle.workflowId, firstExecutionRunId ?? undefined).fetchHistory();
  await writeFile(new URL(`${name}.json`, HISTORIES), anonymous(handle.workflowId, historyToJSON(history)));
  console.log(`${name}: ${history.events?.length ?? 0} events`);
}
await scene.stop();
await stopDevServer();
await Runtime.instance().shutdown();

/** Without the name of the machine it was recorded on. */
function anonymous(workflowId: string, json: string): string {
  const isOfMachine = (key: string, value: unknown): boolean => key === 'identity' || (typeof value === 'string' && /^\d+@/u.test(value));
  const history = JSON.parse(json, (key, value: unknown) => (isOfMachine(key, value) ? 'recorded' : value)) as object;
  return JSON.stringify({ workflowId, ...history });
}
