import type { Manager } from '../../domain/dialog/dialog.ts';
import type { CommandAnswer } from '../../workflows/dialog/messages.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';

export interface DialogRow {
  key: string;
  state: string | null;
  stage: string | null;
  reason: string | null;
  leadId: number | null;
  managerId: number | null;
  waitingSinceMs: number | null;
}

export interface ShownOperator {
  id: string;
  name: string;
  role: string;
  amocrmUserId?: number;
  revokedAtMs?: number;
}

/** What the API says to machines, in a manager's words; its refusals of a command are in Russian already. */
const WORDS: Readonly<Record<string, string>> = {
  MALFORMED_QUERY: 'Это не похоже на номер телефона.',
  UNKNOWN_DIALOG: 'У этого гостя ещё нет диалога.',
  NO_WORKER: 'Ответа нет, но команда могла выполниться: посмотрите диалог, прежде чем повторять.',
  TEMPORAL_AWAY: 'Temporal не отвечает, но команда могла выполниться: посмотрите диалог, прежде чем повторять.',
  UNKNOWN_OPERATOR: 'Такого id нет: npm run operator -- list покажет все.',
  UNAUTHORIZED: 'API не принял токен: проверьте --token или API_TOKEN.',
};

/** The product's API, as a terminal needs it. Errors: what the API says, in one sentence. */
export class ApiClient {
  private readonly url: string;
  private readonly token: string;

  constructor({ url, token }: { url: string; token: string }) {
    this.url = url;
    this.token = token;
  }

  async list(query: Readonly<Record<string, string>> = {}): Promise<{ key?: string; dialogs: DialogRow[] }> {
    return this.call('GET', `/dialogs?${new URLSearchParams(query).toString()}`);
  }

  async show(key: string): Promise<DialogView> {
    return this.call('GET', `/dialogs/${key}`);
  }

  async alerts(): Promise<{ alerts: { atMs: number; about: string; text: string; contactKey?: string }[] }> {
    return this.call('GET', '/alerts');
  }

  async command(key: string, name: string, by: Manager, fields: object = {}): Promise<CommandAnswer> {
    return this.call('POST', `/dialogs/${key}/${name}`, { by, ...fields });
  }

  async writeFirst(word: { by: Manager; phone: string; text: string; name?: string }): Promise<CommandAnswer & { key: string }> {
    return this.call('POST', '/dialogs', word);
  }

  /** The key by phone, whether or not the guest has written yet. */
  async keyOf(phone: string): Promise<string> {
    const { key } = await this.list({ phone });
    if (key === undefined) throw new Error(`«${phone}» не похоже на номер телефона.`);
    return key;
  }

  async operators(): Promise<{ operators: ShownOperator[] }> {
    return this.call('GET', '/operators');
  }

  async admit(operator: { name: string; role: string; amocrmUserId?: number }): Promise<{ operator: ShownOperator; token: string }> {
    return this.call('POST', '/operators', operator);
  }

  async revoke(id: string): Promise<void> {
    await this.call('POST', `/operators/${encodeURIComponent(id)}/revoke`);
  }

  private async call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    let response: Response;
    try {
      response = await fetch(`${this.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw new Error(`API не отвечает по адресу ${this.url}. Запустите «npm start» в другом окне и повторите.`, { cause: error });
    }
    if (response.status === 204) return undefined as Answer;
    const answer = (await response.json()) as Answer & { code?: string; title?: string; detail?: string };
    const hint = answer.code === 'ALREADY_TAKEN' ? ' Здесь это --force.' : '';
    if (!response.ok) throw new Error(WORDS[answer.code ?? ''] ?? `${[answer.title, answer.detail].filter(Boolean).join(': ')}${hint}`);
    return answer;
  }
}
