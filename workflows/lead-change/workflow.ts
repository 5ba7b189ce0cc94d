import {
  ApplicationFailure,
  condition,
  getExternalWorkflowHandle,
  log,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { AmocrmActivities, ChangeForDialog, CrmChange } from '../../activities/amocrm/contract.ts';
import { AMOCRM_TASK_QUEUE, dialogWorkflowId, leadChangedSignal, managerReleasedSignal, managerTookSignal } from '../dialog/messages.ts';
import { crmChangedSignal } from './messages.ts';

// A webhook is news only while it is fresh, but it must not be lost in an outage of the CRM: an hour of tries.
const { readChange } = proxyActivities<AmocrmActivities>({
  taskQueue: AMOCRM_TASK_QUEUE,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '1 hour',
  retry: { maximumInterval: '1 minute' },
  priority: { priorityKey: 4 }, // where amoCRM's limit is short, guests and what is owed to them come first
});

const GATHER_MS = 1_000;

/**
 * What a CRM webhook means, and for whom (SPEC D-63): gathers a second of news about one lead or contact, reads it once, and
 * tells each dialog that exists. CRM events open none.
 */
export async function leadChangeWorkflow(): Promise<void> {
  const news: CrmChange[] = [];
  setHandler(
    crmChangedSignal,
    (change: unknown) => {
      if (isCrmChange(change)) news.push(change);
      else log.warn('Dropped a CRM change whose payload does not fit');
    },
    { description: 'CRM сообщила об изменении' },
  );

  await condition(() => news.length > 0);
  let told = 0;
  while (news.length > 0) {
    await sleep(GATHER_MS, { summary: 'Собираем изменения' });
    const change = merged(news.splice(0));
    told += 1;
    const changes = await readChange.executeWithOptions({ summary: 'Прочитать, что изменилось' }, [change]);
    await Promise.all(changes.map((one) => tell(one, `${workflowInfo().runId}:${told}`)));
  }
}

function merged(news: readonly CrmChange[]): CrmChange {
  const [first] = news;
  if (first === undefined) throw ApplicationFailure.nonRetryable('There is no change to read', 'NO_CHANGE');
  const byUserId = news.findLast(({ byUserId: id }) => id !== undefined && id !== 0)?.byUserId;
  return {
    entity: first.entity,
    ...(news.at(-1)?.deleted ? { deleted: true } : {}),
    closedTaskIds: [...new Set(news.flatMap(({ closedTaskIds }) => closedTaskIds ?? []))],
    ...(byUserId === undefined ? {} : { byUserId }),
  };
}

/** A dialog that does not exist is told nothing. */
async function tell(change: ChangeForDialog, id: string): Promise<void> {
  const { contactKey, leadId, lead, leaderByPerson, contactChanged, closedTasks } = change;
  const dialog = getExternalWorkflowHandle(dialogWorkflowId(contactKey));
  const acted = leaderByPerson !== undefined && leaderByPerson.leader !== 'awaiting';
  const shown = acted || lead?.leader === undefined ? {} : { leaderShown: lead.leader };
  try {
    if (leadId !== undefined)
      await dialog.signal(leadChangedSignal, { changeId: id, leadId, ...(lead === undefined ? {} : { lead }), ...shown });
    else if (contactChanged) await dialog.signal(leadChangedSignal, { changeId: id });
    for (const [index, { id: taskId, text, by, doneAtMs }] of closedTasks.entries()) {
      await dialog.signal(managerTookSignal, {
        // A task is completed once, however often amoCRM tells of it (facts/amocrm.md §8.3).
        actId: taskId === undefined ? `${id}:task${index}` : `task:${taskId}`,
        by,
        via: 'task',
        taskText: text,
        ...(leadId === undefined ? {} : { leadId }),
        ...(doneAtMs === undefined ? {} : { doneAtMs }),
      });
    }
    if (leadId === undefined || !acted) return;
    const act = { actId: `${id}:field`, by: leaderByPerson.by, via: 'field', leadId } as const;
    await dialog.signal(leaderByPerson.leader === 'manager' ? managerTookSignal : managerReleasedSignal, act);
  } catch (error) {
    log.info('A CRM change found no dialog', { error: error instanceof Error ? error.name : 'unknown' });
  }
}

function isCrmChange(value: unknown): value is CrmChange {
  if (typeof value !== 'object' || value === null || !('entity' in value)) return false;
  const { entity } = value;
  if (typeof entity !== 'object' || entity === null || !('type' in entity) || !('id' in entity)) return false;
  return (entity.type === 'lead' || entity.type === 'contact') && typeof entity.id === 'number';
}
