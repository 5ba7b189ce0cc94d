import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { PERSON_MEMO } from '../../api/temporal/dialog-list.ts';
import { createPersonSeal } from '../../contact/person-seal.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import { DIALOG_TASK_QUEUE, dialogWorkflowId } from '../../workflows/dialog/messages.ts';
import { build } from '../compile.ts';
import { machine, median, quantile, table } from '../figures.ts';

/**
 * `npm run bench:list`: how long the list of open dialogs takes to answer. No worker runs at all: a list that asked a single dialog
 * anything would never answer.
 */
const GOAL_MS = 300;
const { values } = parseArgs({ options: { dialogs: { type: 'string', default: '1000' }, requests: { type: 'string', default: '200' } } });
const dialogs = Number(values.dialogs);
const STATES = ['withBot', 'awaitingManager', 'withManager', 'closed'] as const;
const STAGES = ['Новая заявка', 'Проведена консультация', 'Предварительная бронь'] as const;
const AT_ONCE = 50;
const STATE = defineSearchAttributeKey('DialogState', SearchAttributeType.KEYWORD);
const STAGE = defineSearchAttributeKey('DialogStage', SearchAttributeType.KEYWORD);
const LEAD_ID = defineSearchAttributeKey('DialogLeadId', SearchAttributeType.INT);
const WAITING_SINCE = defineSearchAttributeKey('DialogClientWaitingSince', SearchAttributeType.DATETIME);
const LEFT_MS = 50;

build();
const folder = await mkdtemp(join(tmpdir(), 'estafeta-list-'));
const stack = new Stack({ folder, compiled: true, ports: await freePorts(), env: { LOG_LEVEL: 'warn' } });
try {
  await stack.startTemporal();
  await stack.api.start();
  const connection = await Connection.connect({ address: stack.temporalAddress });
  await openDialogs(new Client({ connection, namespace: stack.namespace }));
  const rows: string[][] = [];
  let isKept = true;
  for (const [what, path] of [
    ['first page of 50', '/dialogs'],
    ['200 of those that wait for a person', '/dialogs?waiting=true&pageSize=200'],
    ['one state', '/dialogs?state=awaitingManager'],
    ['one stage', `/dialogs?stage=${encodeURIComponent(STAGES[1])}`],
    ['by phone', `/dialogs?phone=${encodeURIComponent('+7 916 123-45-67')}`],
    ['the console’s list, its first answer', '/live/dialogs'],
  ] as const) {
    const took = await asked(path);
    isKept &&= median(took) < GOAL_MS;
    rows.push([what, median(took).toFixed(0), quantile(took, 0.99).toFixed(0)]);
  }
  console.log(`${machine()}; ${dialogs} open dialogs, no worker, ${values.requests} requests each\n`);
  console.log(table(['', 'median, ms', 'p99, ms'], rows));
  console.log(`\nGoal: every median < ${GOAL_MS} ms: ${isKept ? 'kept' : 'missed'}`);
  if (!isKept) process.exitCode = 1;
  await connection.close();
} finally {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
}

/** As the product leaves them: with every search attribute and the sealed name. */
async function openDialogs({ workflow }: Client): Promise<void> {
  const persons = createPersonSeal(stack.settings()['CONTACT_KEY_SECRET'] ?? '');
  for (let from = 0; from < dialogs; from += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, dialogs - from) }, async (_, place) => {
        const number = from + place;
        const isWaiting = number % 5 === 0;
        await workflow.start('dialogWorkflow', {
          taskQueue: DIALOG_TASK_QUEUE,
          workflowId: dialogWorkflowId(randomUUID()),
          args: [{ v: 1 }],
          memo: { [PERSON_MEMO]: await persons.seal({ name: `Гость ${number}`, phone: '+7 916 ***-**-67' }) },
          typedSearchAttributes: [
            { key: STATE, value: isWaiting ? 'awaitingManager' : (STATES[number % STATES.length] ?? 'withBot') },
            { key: STAGE, value: STAGES[number % STAGES.length] ?? '' },
            { key: LEAD_ID, value: 42_000_000 + number },
            ...(isWaiting ? [{ key: WAITING_SINCE, value: new Date(Date.now() - number * 1_000) }] : []),
          ],
        });
      }),
    );
}

/** How long each of the requests took, one after the other, in ms. Errors: the API refused one. */
async function asked(path: string): Promise<number[]> {
  const took: number[] = [];
  for (let request = 0; request < Number(values.requests); request += 1) {
    const leaving = new AbortController();
    const startedAtMs = performance.now();
    const response = await fetch(stack.urls.api + path, { headers: { authorization: `Bearer ${stack.apiToken}` }, signal: leaving.signal });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    if (path.startsWith('/live/')) await firstEvent(response);
    else await response.arrayBuffer();
    took.push(performance.now() - startedAtMs);
    leaving.abort();
    if (path.startsWith('/live/')) await wait(LEFT_MS); // else the next one gets the answer that this one is still being told
  }
  return took;
}

async function firstEvent({ body }: Response): Promise<void> {
  let text = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.includes('event: told') && text.endsWith('\n\n')) return;
    if (text.includes('event: trouble')) throw new Error(text);
  }
}
