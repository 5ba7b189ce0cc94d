export { alertsWorkflow } from './alerts/workflow.ts';
export { amocrmAccountWorkflow } from './amocrm-account/workflow.ts';
export { contactSearchWorkflow } from './contact-search/workflow.ts';
export { dialogWorkflow } from './dialog/workflow.ts';
export { leadChangeWorkflow } from './lead-change/workflow.ts';
export { operatorsWorkflow } from './operators/workflow.ts';
export { reconcileWorkflow } from './reconcile/workflow.ts';
export { usedTokenWorkflow } from './used-token/workflow.ts';
