import type { SEARCH_ATTRIBUTES } from '../config/search-attributes.ts';

/** Lists of dialogs that a sales manager keeps open in Temporal's Web UI: a query each, over the names of config/search-attributes.ts. */
export interface SavedView {
  title: string;
  query: string;
}

/** Runs that a dialog has continued from keep what they showed last: only the one that goes on tells where the dialog is. */
const RUNNING = "ExecutionStatus='Running'";

export const AWAITING_MANAGER: SavedView = { title: 'Ждут менеджера', query: `DialogState='awaitingManager' AND ${RUNNING}` };

export const SAVED_VIEWS: readonly SavedView[] = [
  AWAITING_MANAGER,
  { title: 'Клиент ждёт человека', query: `DialogClientWaitingSince IS NOT NULL AND ${RUNNING}` },
  { title: 'У менеджера', query: `DialogState='withManager' AND ${RUNNING}` },
  { title: 'У бота', query: `DialogState='withBot' AND ${RUNNING}` },
  { title: 'Закрыты', query: `DialogState='closed' AND ${RUNNING}` },
  { title: 'Этап «Предварительная бронь»', query: `DialogStage='Предварительная бронь' AND ${RUNNING}` },
  { title: 'Жалобы, которых никто не взял', query: `DialogHandoffReason='complaint' AND ${RUNNING}` },
];

/** Where something of one's own stands in the middle: what to write there is said beside. */
export const leadView = (leadId: number): string => `DialogLeadId=${leadId} AND ${RUNNING}`;
export const managerView = (userId: number): string => `DialogManager='${userId}' AND ${RUNNING}`;
export const waitingSinceBefore = (atMs: number): string =>
  `DialogClientWaitingSince < '${new Date(atMs).toISOString().slice(0, 19)}Z' AND ${RUNNING}`;

/** The columns of the list that tell where a dialog is; each browser keeps its own («Configure Columns»). */
export const WORKFLOW_COLUMNS = [
  'Workflow ID',
  'DialogHandoffReason',
  'DialogClientWaitingSince',
  'DialogStage',
  'DialogLeadId',
  'DialogManager',
  'DialogState',
] as const satisfies readonly ('Workflow ID' | keyof typeof SEARCH_ATTRIBUTES)[];

export interface WebUi {
  base: string;
  namespace: string;
}

/** The list of the Web UI with that query, as its address bar has it. */
export function webUiList({ base, namespace }: WebUi, query: string): string {
  return `${base}/namespaces/${namespace}/workflows?${new URLSearchParams({ query }).toString()}`;
}
