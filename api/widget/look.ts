import { createHash } from 'node:crypto';
import type { DialogView } from '../../workflows/dialog/view.ts';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import type { Operators } from '../operators/operators.ts';
import type { DialogRow } from '../temporal/dialog-list.ts';
import type { WidgetCard } from './card.schema.ts';

export interface LookDeps {
  dialogWorkflows: Pick<DialogWorkflows, 'list' | 'mark' | 'view'>;
  operators: Pick<Operators, 'list'>;
  /** Why the bot steps back, in words, by code. */
  reasonWords: Readonly<Record<string, string>>;
}

/** The dialogs of one lead, and a mark that changes whenever one of them does. Asks no dialog: that would be billed. */
export interface Seen {
  rows: readonly DialogRow[];
  mark: string;
}

/** More dialogs than a family has. */
const DIALOGS_MAX = 20;

/** Whom nothing names but amoCRM's token. */
const UNNAMED = 'менеджер (amoCRM)';
const NOT_IN_AMOCRM = 'менеджер (WhatsApp)';

/** Whose dialog a person has to look at first. */
const URGENCY: Readonly<Record<DialogView['state'], number>> = { awaitingManager: 0, withManager: 1, withBot: 2, closed: 3 };

export class Look {
  readonly #deps: LookDeps;

  constructor(deps: LookDeps) {
    this.#deps = deps;
  }

  async at(leadId: number): Promise<Seen> {
    const { dialogs: rows } = await this.#deps.dialogWorkflows.list({ leadId, pageSize: DIALOGS_MAX });
    const marks = await Promise.all(rows.map(async ({ key }) => `${key} ${await this.#deps.dialogWorkflows.mark(key)}`));
    return { rows, mark: createHash('sha256').update(marks.toSorted().join('\n')).digest('base64url') };
  }

  /** The card as this user sees it. */
  async cardOf({ rows }: Seen, userId: number): Promise<WidgetCard> {
    const asked = await Promise.all(rows.map(async (row) => ({ row, view: await this.#deps.dialogWorkflows.view(row.key) })));
    const [first] = asked.toSorted(
      (one, other) => URGENCY[one.view.state] - URGENCY[other.view.state] || since(one.view) - since(other.view),
    );
    if (first === undefined) return NO_DIALOG;
    const { row, view } = first;
    const { person } = row;
    return {
      state: view.state,
      key: row.key,
      whose: rows.length > 1 ? (person?.name ?? person?.phone ?? null) : null,
      others: rows.length - 1,
      holder: view.holder === null ? null : await this.#holder(view.holder, userId),
      reason: view.reason === null ? null : (this.#deps.reasonWords[view.reason] ?? null),
      waitingSinceMs: view.handoffAtMs,
      holdUntilMs: view.holdUntilMs,
      openingUntilMs: view.openingUntilMs,
    };
  }

  /** As Estafeta knows them, whoever may log in; a token of amoCRM names nobody. */
  async nameOf(userId: number): Promise<string> {
    const operator = (await this.#deps.operators.list()).find(({ amocrmUserId }) => amocrmUserId === userId);
    return operator?.name ?? UNNAMED;
  }

  async #holder({ id, name }: NonNullable<DialogView['holder']>, userId: number): Promise<WidgetCard['holder']> {
    const known = name ?? (id === undefined ? NOT_IN_AMOCRM : await this.nameOf(id));
    return { name: known, you: id === userId };
  }
}

const since = ({ unanswered }: DialogView): number => unanswered.sinceMs ?? Number.MAX_SAFE_INTEGER;

const NO_DIALOG: WidgetCard = {
  state: 'noDialog',
  key: null,
  whose: null,
  others: 0,
  holder: null,
  reason: null,
  waitingSinceMs: null,
  holdUntilMs: null,
  openingUntilMs: null,
};
