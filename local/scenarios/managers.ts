import type { ApiClient } from '../cli/api-client.ts';
import type { PactPhone } from '../cli/pact-phone.ts';
import { PEOPLE, type Person } from '../cli/people.ts';
import type { DialogClock } from './dialog-clock.ts';
import type { Observer } from './observer.ts';

export interface ManagersDeps {
  observer: Observer;
  phone: PactPhone;
  api: ApiClient;
  contactKey: string;
  amocrmUrl: string;
  clock: DialogClock;
  guest: { phone: string; name: string };
}

type Button = 'take' | 'release' | 'hold' | 'say' | 'card-opened';
const BUTTONS: Readonly<Record<Button, string>> = {
  take: 'берёт диалог',
  release: 'возвращает диалог боту',
  hold: 'держит диалог',
  say: 'пишет через Эстафету',
  'card-opened': 'открывает сделку',
};

/** What managers do: write, press buttons, work in amoCRM. */
export class Managers {
  private readonly deps: ManagersDeps;

  constructor(deps: ManagersDeps) {
    this.deps = deps;
  }

  /** Past us: in Pact, in the CRM card or on the phone. */
  async write(text: string, surface: 'pact' | 'amo' | 'phone' = 'pact'): Promise<void> {
    const { phone, observer } = this.deps;
    await phone.writeAsManager(text, surface);
    await observer.eventually(
      () => observer.view?.transcript.some((message) => message.role === 'manager' && message.text === text),
      () => `слова менеджера «${text}» в диалоге`,
    );
  }

  async takes(who: Person, { force = false } = {}): Promise<void> {
    await this.presses(who, 'take', force ? { force } : {});
  }

  async releases(who: Person): Promise<void> {
    await this.presses(who, 'release');
  }

  async holds(who: Person, minutes: number): Promise<void> {
    await this.presses(who, 'hold', { untilMs: (await this.deps.clock.nowMs()) + minutes * 60_000 });
  }

  async says(who: Person, text: string): Promise<void> {
    this.deps.observer.managersWords.add(text);
    await this.presses(who, 'say', { text });
  }

  async opensCard(who: Person): Promise<void> {
    await this.presses(who, 'card-opened', { leadId: this.leadId() });
  }

  /** The same, where the answer must be no. `why` is what the manager reads. */
  async isRefused(what: () => Promise<void>, why: RegExp): Promise<void> {
    const answer = await what().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (answer === undefined) throw new Error(`Менеджеру не отказали, а должны были: ${String(why)}`);
    if (!why.test(answer)) throw new Error(`Отказали не теми словами: ждали ${String(why)}, прочли «${answer}»`);
    await this.deps.observer.tell('crm', `Отказ: ${answer.split('. ')[0] ?? answer}.`);
  }

  async setsLeader(who: Person, value: 'Бот' | 'Менеджер'): Promise<void> {
    await this.changes(who, 'Ведёт диалог', value);
  }

  async changes(who: Person, field: string, value: string): Promise<void> {
    await this.acts({ as: who, do: 'set-field', lead: this.leadId(), field, value }, `меняет «${field}»`);
  }

  async moves(who: Person, stage: string, leadId = this.leadId()): Promise<void> {
    await this.acts({ as: who, do: 'move', lead: leadId, stage });
  }

  async completes(who: Person, taskId: number): Promise<void> {
    await this.acts({ as: who, do: 'complete-task', task: taskId });
  }

  /** A lead made by hand for this guest, whom nobody has heard of yet. Returns its id. */
  async creates(who: Person, stage: string): Promise<number> {
    await this.acts({ as: who, do: 'create-lead', ...this.deps.guest, stage });
    return this.leadId();
  }

  /** amoCRM's own robot: the prepayment has come. */
  async paymentArrives(): Promise<void> {
    await this.deps.observer.tell('crm', '▸ Гость оплачивает: робот amoCRM видит предоплату');
    await this.control('pay', { lead: this.leadId() });
  }

  private async presses(who: Person, button: Button, fields: object = {}): Promise<void> {
    const { api, contactKey, observer } = this.deps;
    await observer.tell('crm', `▸ ${PEOPLE[who].name} ${BUTTONS[button]}${'force' in fields ? ' всё равно' : ''}`);
    await api.command(contactKey, button, PEOPLE[who], fields);
    await observer.look();
  }

  private async acts(body: { as: Person; do: string } & Record<string, unknown>, what = ACTS[body.do] ?? body.do): Promise<void> {
    await this.deps.observer.tell('crm', `▸ ${PEOPLE[body.as].name} в amoCRM: ${what}`);
    await this.control('act', body);
  }

  private async control(name: string, body: object): Promise<void> {
    const response = await fetch(`${this.deps.amocrmUrl}/_sim/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`Симулятор amoCRM отказал (${response.status}): ${(await response.text()).slice(0, 300)}`);
    await this.deps.observer.look();
  }

  private leadId(): number {
    const lead = this.deps.observer.crm.leads.at(-1);
    if (lead === undefined) throw new Error('У гостя ещё нет сделки.');
    return lead.id;
  }
}

const ACTS: Readonly<Record<string, string>> = {
  move: 'двигает сделку',
  'create-lead': 'заводит сделку',
  'complete-task': 'выполняет задачу',
};
