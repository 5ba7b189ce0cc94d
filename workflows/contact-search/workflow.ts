import { proxyActivities } from '@temporalio/workflow';
import type { AmocrmSearch } from '../../activities/amocrm/contract.ts';
import { AMOCRM_TASK_QUEUE } from '../dialog/messages.ts';
import type { FoundContact } from './messages.ts';

// Somebody sits and waits for it: better no answer than a late one.
const { findContacts } = proxyActivities<AmocrmSearch>({
  taskQueue: AMOCRM_TASK_QUEUE,
  startToCloseTimeout: '8 seconds',
  scheduleToCloseTimeout: '8 seconds',
  retry: { maximumAttempts: 2 },
  priority: { priorityKey: 1 },
});

/** A manager looks for a guest by name; one worker alone speaks with amoCRM, so that the question goes through it (docs/decisions/019). */
export async function contactSearchWorkflow(words: string): Promise<readonly FoundContact[]> {
  return findContacts.executeWithOptions({ summary: 'Найти гостя в CRM по имени' }, [{ words }]);
}
