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

/** The same with something of one's own in it, here with an example: what to replace is in `own`. */
export const OWN_VIEWS: readonly (SavedView & { own: string })[] = [
  { title: 'Ждут дольше', own: '2026-11-22T09:45:00Z', query: `DialogClientWaitingSince < '2026-11-22T09:45:00Z' AND ${RUNNING}` },
  { title: 'По сделке', own: '42000001', query: `DialogLeadId=42000001 AND ${RUNNING}` },
  { title: 'У этого менеджера', own: '9500001', query: `DialogManager='9500001' AND ${RUNNING}` },
];

/** The columns of the list that tell where a dialog is; each browser keeps its own («Configure Columns»). */
export const LIST_COLUMNS = [
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
