import { readFile, writeFile } from 'node:fs/promises';
import { PEOPLE } from '../cli/people.ts';
import type { PlayerStack } from '../scenarios/player.ts';
import type { Login } from './messages.ts';

const ANNA = { name: PEOPLE.anna.name, role: 'manager', amocrmUserId: PEOPLE.anna.id } as const;
const UNAUTHORIZED = 401;

/** Logs the framed console in as the operator «Анна», admitted once; her token is kept in a file that only we can read. */
export class ConsoleLogin {
  private readonly apiUrl: string;
  private readonly apiToken: string;
  private readonly tokenFile: string;

  constructor({ urls, apiToken }: Pick<PlayerStack, 'urls' | 'apiToken'>, tokenFile: string) {
    this.apiUrl = urls.api;
    this.apiToken = apiToken;
    this.tokenFile = tokenFile;
  }

  /** Whoever the browser is already stays who they are. Errors: the API does not let Anna in. */
  async logIn(cookieHeader: string | undefined): Promise<Login & { setCookies: readonly string[] }> {
    const hasConsole = await this.hasConsole();
    const present = await this.whoIs(cookieHeader);
    if (present !== undefined) return { operator: present, hasConsole, setCookies: [] };
    const kept = await readFile(this.tokenFile, 'utf8').catch(() => undefined);
    const session = (kept === undefined ? undefined : await this.openSession(kept.trim())) ?? (await this.openSession(await this.admit()));
    if (session === undefined) throw new Error('API не пустил в консоль только что заведённого менеджера.');
    return { operator: ANNA.name, hasConsole, setCookies: session };
  }

  private async hasConsole(): Promise<boolean> {
    const response = await fetch(`${this.apiUrl}/`, { headers: { accept: 'text/html' } });
    return response.ok && (response.headers.get('content-type') ?? '').startsWith('text/html');
  }

  private async whoIs(cookie: string | undefined): Promise<string | undefined> {
    if (cookie === undefined) return undefined;
    const response = await fetch(`${this.apiUrl}/session`, { headers: { cookie } });
    if (!response.ok) return undefined;
    return ((await response.json()) as { operator: { name: string } | null }).operator?.name;
  }

  /** Undefined: the token is good for nothing, perhaps because Temporal has begun anew. */
  private async openSession(token: string): Promise<readonly string[] | undefined> {
    const response = await this.post('/session', { token });
    if (response.status === UNAUTHORIZED) return undefined;
    if (!response.ok) throw new Error(`API не открыл сеанс консоли (${response.status}).`);
    return response.headers.getSetCookie();
  }

  private async admit(): Promise<string> {
    const response = await this.post('/operators', ANNA, { authorization: `Bearer ${this.apiToken}` });
    if (!response.ok) throw new Error(`API не завёл менеджера для консоли (${response.status}).`);
    const { token } = (await response.json()) as { token: string };
    await writeFile(this.tokenFile, `${token}\n`, { mode: 0o600 });
    return token;
  }

  private post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.apiUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }
}
