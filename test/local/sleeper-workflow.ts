import { condition, defineQuery, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';

/** A workflow to move through time: rings after each of its waits, the ring is an activity. */
export const rangQuery = defineQuery<number[]>('rang');
export const endSignal = defineSignal('end');

const { ring } = proxyActivities<{ ring(): Promise<void> }>({ startToCloseTimeout: '10 seconds' });

export async function sleeperWorkflow(waitsMs: number[]): Promise<void> {
  const rangAtMs: number[] = [];
  let ended = false;
  setHandler(rangQuery, () => rangAtMs);
  setHandler(endSignal, () => {
    ended = true;
  });
  for (const waitMs of waitsMs) {
    await sleep(waitMs);
    await ring();
    rangAtMs.push(Date.now());
  }
  await condition(() => ended);
}
