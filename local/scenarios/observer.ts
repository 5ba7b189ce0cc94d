import { setTimeout as wait } from 'node:timers/promises';
import type { DialogView } from '../../workflows/dialog/view.ts';
import type { ApiClient } from '../cli/api-client.ts';
import type { PactPhone, PhoneMessage } from '../cli/pact-phone.ts';
import type { Audience, Line } from './audience.ts';
import { readCrmGuest, type CrmGuest } from './crm-guest.ts';
import { crmNews } from './crm-news.ts';
import type { DialogClock } from './dialog-clock.ts';

const LOOK_AGAIN_MS = 100;
/** Long enough for a busy machine; what comes, comes within a second or two. */
const PATIENCE_MS = 30_000;

export interface ObserverDeps {
  phone: PactPhone;
  phoneNumber: string;
  amocrmUrl: string;
  api: ApiClient;
  contactKey: string;
  clock: DialogClock;
  audience: Audience;
  /** Ends the story: whatever is looked for next fails with its reason. */
  signal?: AbortSignal | undefined;
}

/** Looks at the guest's phone, the CRM and the dialog as often as asked, and tells the audience what is new. */
export class Observer {
  /** What the guest has got from the sanatorium and the story has not asked for yet. */
  readonly unread: string[] = [];
  /** Words a manager sends through us: on the phone they look like the bot's. */
  readonly managersWords = new Set<string>();
  crm: CrmGuest = { leads: [], tasks: [], notes: [] };
  /** Undefined while nobody has written. */
  view: DialogView | undefined;
  messages: readonly PhoneMessage[] = [];
  private readonly deps: ObserverDeps;
  private alertsTold = 0;

  constructor(deps: ObserverDeps) {
    this.deps = deps;
  }

  /** What is already there before the story begins is no news. */
  async getAcquainted(): Promise<void> {
    const { phone, phoneNumber, amocrmUrl } = this.deps;
    this.messages = await phone.transcript();
    this.crm = await readCrmGuest(amocrmUrl, phoneNumber);
  }

  async look(): Promise<void> {
    const { phone, phoneNumber, amocrmUrl, clock, signal } = this.deps;
    signal?.throwIfAborted();
    const [messages, crm, view] = await Promise.all([phone.transcript(), readCrmGuest(amocrmUrl, phoneNumber), this.readView()]);
    const nowMs = view === undefined ? Date.now() : await clock.nowMs();
    this.view = view;
    const fresh = messages.slice(this.messages.length);
    this.messages = messages;
    for (const message of fresh) await this.heard(message, nowMs);
    const news = crmNews(this.crm, crm);
    this.crm = crm;
    for (const text of news) await this.show({ kind: 'crm', atMs: nowMs, text });
    await this.tellAlerts();
  }

  /** Looks until `check` finds it. Errors: what `explain` says, when patience ends. */
  async eventually<Found>(check: () => Found | undefined | false, explain: () => string): Promise<Found> {
    const untilMs = Date.now() + PATIENCE_MS;
    for (;;) {
      await this.look();
      const found = check();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > untilMs) throw new Error(`Не дождались за ${PATIENCE_MS / 1_000} с: ${explain()}`);
      await wait(LOOK_AGAIN_MS);
    }
  }

  /** What the dialog is doing right now is done. */
  async settled(): Promise<void> {
    const untilMs = Date.now() + PATIENCE_MS;
    while (!(await this.deps.clock.isIdle())) {
      this.deps.signal?.throwIfAborted();
      if (Date.now() > untilMs) throw new Error(`Диалог не успокоился за ${PATIENCE_MS / 1_000} с: что-то ещё выполняется.`);
      await wait(LOOK_AGAIN_MS);
    }
    await this.look();
  }

  async show(line: Line): Promise<void> {
    await this.deps.audience.show(line);
  }

  /** `show` with the dialog's clock. */
  async tell(kind: 'crm' | 'time' | 'seen', text: string): Promise<void> {
    await this.show({ kind, atMs: await this.deps.clock.nowMs(), text });
  }

  private async readView(): Promise<DialogView | undefined> {
    const { api, contactKey } = this.deps;
    if (this.view !== undefined || this.messages.length > 0) return api.show(contactKey);
    return api.show(contactKey).catch(() => undefined); // nobody has written yet
  }

  private async heard({ id, income, text, author }: PhoneMessage, nowMs: number): Promise<void> {
    const words = text ?? '[вложение]';
    const atMs = this.view?.transcript.find((message) => message.id === String(id))?.atMs ?? nowMs;
    const fromUs = !income && author === 'api';
    if (fromUs) this.unread.push(words);
    const who = income ? 'гость' : fromUs && !this.managersWords.has(words) ? 'бот' : 'менеджер';
    await this.show({ kind: 'chat', atMs, who, text: words });
  }

  private async tellAlerts(): Promise<void> {
    const alerts = this.view?.alerts ?? [];
    for (const { atMs, text } of alerts.slice(this.alertsTold)) await this.show({ kind: 'crm', atMs, text: `Тревога: ${text}` });
    this.alertsTold = Math.max(this.alertsTold, alerts.length);
  }
}
