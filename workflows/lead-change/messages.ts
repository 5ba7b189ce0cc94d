import { defineSignal } from '@temporalio/workflow';
import type { CrmChange } from '../../activities/amocrm/contract.ts';

/** One short workflow per lead (or contact) that the CRM says has changed; it gathers a second of news (DESIGN §3, CRM webhooks). */
export const leadChangeWorkflowId = ({ type, id }: CrmChange['entity']): string =>
  type === 'lead' ? `lead-change:${id}` : `contact-change:${id}`;

export const crmChangedSignal = defineSignal<[CrmChange]>('crmChanged');
