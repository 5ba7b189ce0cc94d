import { loadPolicyFile } from '../../config/policy.ts';
import type { SEARCH_ATTRIBUTES } from '../../config/search-attributes.ts';
import { LIST_COLUMNS, OWN_VIEWS, SAVED_VIEWS, webUiList, type SavedView } from '../../local/web-ui.ts';
import { POLICY_FILE } from '../activities/amocrm-setup.ts';

const HERE = { base: 'http://127.0.0.1:8233', namespace: 'estafeta' };
const { reasonWords } = loadPolicyFile(POLICY_FILE).policy;

const MEANS: Readonly<Record<keyof typeof SEARCH_ATTRIBUTES, string>> = {
  DialogState: '`withBot` ведёт бот, `awaitingManager` ждёт менеджера, `withManager` ведёт менеджер, `closed` закрыт',
  DialogStage: 'этап сделки, как он называется в amoCRM',
  DialogHandoffReason: 'почему бот отступил; только пока менеджера ждут, слова ниже',
  DialogLeadId: 'номер сделки в amoCRM',
  DialogManager: 'номер пользователя amoCRM, который ведёт диалог',
  DialogClientWaitingSince: 'с какого времени клиент ждёт человека; пусто, если не ждёт или отвечает бот',
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const linked = ({ title, query }: SavedView): string => `[${title}](${webUiList(HERE, query)})`;

/** The parts of docs/web-ui.md that are made: by the heading they stand under. */
const WEB_UI_TABLES: Readonly<Record<string, string>> = {
  Списки: [
    row(['список', 'запрос']),
    row(['---', '---']),
    ...SAVED_VIEWS.map((view) => row([linked(view), `\`${view.query}\``])),
    ...OWN_VIEWS.map((view) => row([`${linked(view)}: вместо ${view.own} своё`, `\`${view.query}\``])),
  ].join('\n'),
  Колонки: [
    row(['колонка', 'что в ней']),
    row(['---', '---']),
    ...LIST_COLUMNS.map((name) =>
      row([`\`${name}\``, name === 'Workflow ID' ? 'диалог: `dialog:` и ключ контакта, не телефон' : MEANS[name]]),
    ),
  ].join('\n'),
  Причины: [
    row(['DialogHandoffReason', 'словами']),
    row(['---', '---']),
    ...Object.entries(reasonWords).map(([code, words]) => row([`\`${code}\``, words])),
  ].join('\n'),
};

/** The page with its tables as they should be now. */
export function withTables(page: string): string {
  return Object.entries(WEB_UI_TABLES).reduce((text, [heading, table]) => {
    const [before, after] = text.split(`\n## ${heading}\n`);
    if (before === undefined || after === undefined) throw new Error(`docs/web-ui.md has no heading «${heading}»`);
    const rows = /\n\|[^]*?\|\n(?!\|)/u;
    if (!rows.test(after)) throw new Error(`No table under «${heading}»`);
    return `${before}\n## ${heading}\n${after.replace(rows, () => `\n${table}\n`)}`;
  }, page);
}
