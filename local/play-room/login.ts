import type { PlayerStack } from '../scenarios/player.ts';
import { PEOPLE } from '../cli/people.ts';
import { ensureLogins } from '../logins.ts';
import type { Login } from './messages.ts';

const UNAUTHORIZED = 401;

/** Logs the framed console in as Анна, one of those whom `npm start` has let in. */
export class ConsoleLogin {
  private readonly api: { api: string; apiToken: string; folder: string };

  constructor({ urls, apiToken }: Pick<PlayerStack, 'urls' | 'apiToken'>, folder: string) {
    this.api = { api: urls.api, apiToken, folder };
  }

  /** Whoever the browser is already stays who they are. Errors: the API does not let Anna in. */
  async logIn(cookieHeader: string | undefined): Promise<Login & { setCookies: readonly string[] }> {
    const hasConsole = await this.hasConsole();
    const present = await this.whoIs(cookieHeader);
    if (present !== undefined) return { operator: present, hasConsole, setCookies: [] };
    const anna = (await ensureLogins(this.api)).find(({ name }) => name === PEOPLE.anna.name);
    const session = anna === undefined ? undefined : await this.openSession(anna.token);
    if (session === undefined) throw new Error('API не пустил менеджера в консоль.');
    return { operator: PEOPLE.anna.name, hasConsole, setCookies: session };
  }

  private async hasConsole(): Promise<boolean> {
    const response = await fetch(`${this.api.api}/`, { headers: { accept: 'text/html' } });
    return response.ok && (response.headers.get('content-type') ?? '').startsWith('text/html');
  }

  private async whoIs(cookie: string | undefined): Promise<string | undefined> {
    if (cookie === undefined) return undefined;
    const response = await fetch(`${this.api.api}/session`, { headers: { cookie } });
    if (!response.ok) return undefined;
    return ((await response.json()) as { operator: { name: string } | null }).operator?.name;
  }

  /** Undefined: the token is good for nothing. */
  private async openSession(token: string): Promise<readonly string[] | undefined> {
    const response = await fetch(`${this.api.api}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    if (response.status === UNAUTHORIZED) return undefined;
    if (!response.ok) throw new Error(`API не открыл сеанс консоли (${response.status}).`);
    return response.headers.getSetCookie();
  }
}
