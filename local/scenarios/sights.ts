import type { DialogView } from '../../workflows/dialog/view.ts';
import type { CrmLead, CrmTask } from './crm-guest.ts';
import type { Observer } from './observer.ts';

export interface LeadExpected {
  stage?: string;
  fields?: Readonly<Record<string, unknown>>;
  price?: number;
  tagged?: boolean;
}

export interface TaskExpected {
  type: 'WhatsApp' | 'Связаться';
  text?: RegExp;
  responsible?: string;
  /** Within five seconds: a timer of the dialog may come late. */
  dueAtMs?: number;
  leadId?: number;
}

export interface DialogExpected {
  state?: DialogView['state'];
  /** A name, or null where the holder has none. */
  holder?: string | null;
  reason?: DialogView['reason'];
  stage?: string;
  requestKind?: string;
  unanswered?: number;
}

/** What must be seen: each waits for it and fails with what it saw instead. */
export class Sights {
  private readonly observer: Observer;

  constructor(observer: Observer) {
    this.observer = observer;
  }

  /** The next thing the guest reads from us, whole where a string is given. */
  async message(expected: string | RegExp): Promise<string> {
    const { observer } = this;
    const text = await observer.eventually(
      () => observer.unread.shift(),
      () => `сообщение гостю ${String(expected)}`,
    );
    const fits = typeof expected === 'string' ? text === expected : expected.test(text);
    if (!fits) throw new Error(`Гость прочёл не то: ждали ${String(expected)}, пришло «${text}»`);
    return text;
  }

  /** The guest has got nothing more. */
  async silence(what: string): Promise<void> {
    await this.observer.settled();
    const { unread } = this.observer;
    if (unread.length > 0) throw new Error(`${what}, но гость прочёл: ${unread.map((text) => `«${text}»`).join(', ')}`);
    await this.observer.tell('seen', what);
  }

  /** The newest lead, or the one named. */
  async lead(expected: LeadExpected, leadId?: number): Promise<CrmLead> {
    const { observer } = this;
    const find = (): CrmLead | undefined =>
      leadId === undefined ? observer.crm.leads.at(-1) : observer.crm.leads.find(({ id }) => id === leadId);
    return observer.eventually(
      () => {
        const lead = find();
        return lead !== undefined && leadFits(lead, expected) && lead;
      },
      () => `сделка ${JSON.stringify(expected)}; в CRM ${JSON.stringify(find())}`,
    );
  }

  /** Exactly one task like this. */
  async task(expected: TaskExpected): Promise<CrmTask> {
    const { observer } = this;
    const find = (): CrmTask[] => observer.crm.tasks.filter((task) => taskFits(task, expected));
    const [task] = await observer.eventually(
      () => find().length > 0 && find(),
      () => `задача ${describe(expected)}; в CRM ${JSON.stringify(observer.crm.tasks)}`,
    );
    if (task === undefined || find().length > 1) throw new Error(`Задач ${describe(expected)} в CRM ${find().length}, а должна быть одна`);
    return task;
  }

  /** So many tasks of each kind, no more. */
  async taskCount(whatsapp: number, call: number): Promise<void> {
    await this.observer.settled();
    const count = (wanted: string): number => this.observer.crm.tasks.filter(({ type }) => type === wanted).length;
    const seen = [count('WhatsApp'), count('Связаться')];
    if (seen[0] !== whatsapp || seen[1] !== call)
      throw new Error(`Задач «WhatsApp» и «Связаться» должно быть ${whatsapp} и ${call}, в CRM ${seen.join(' и ')}`);
    await this.observer.tell('seen', `задач «WhatsApp»: ${whatsapp}, «Связаться»: ${call}`);
  }

  async note(text: RegExp, leadId?: number): Promise<void> {
    const { observer } = this;
    await observer.eventually(
      () => observer.crm.notes.some((note) => text.test(note.text ?? '') && (leadId === undefined || note.on === `leads/${leadId}`)),
      () => `заметка ${String(text)}; в CRM ${JSON.stringify(observer.crm.notes)}`,
    );
  }

  /** The product's own view of the dialog, as managers get it from the API. */
  async dialog(expected: DialogExpected): Promise<DialogView> {
    const { observer } = this;
    return observer.eventually(
      () => observer.view !== undefined && dialogFits(observer.view, expected) && observer.view,
      () => `диалог ${JSON.stringify(expected)}; сейчас ${JSON.stringify(summaryOf(observer.view))}`,
    );
  }

  async alert(text: RegExp, count = 1): Promise<void> {
    const { observer } = this;
    const seen = (): number => observer.view?.alerts.filter((alert) => text.test(alert.text)).length ?? 0;
    await observer.eventually(
      () => seen() >= count,
      () => `тревог ${String(text)}: ${count}; сейчас ${JSON.stringify(observer.view?.alerts)}`,
    );
    if (seen() > count) throw new Error(`Тревог ${String(text)} ${seen()}, а должно быть ${count}`);
  }
}

function leadFits(lead: CrmLead, { stage, fields = {}, price, tagged }: LeadExpected): boolean {
  return (
    (stage === undefined || lead.stage === stage) &&
    (price === undefined || lead.price === price) &&
    (tagged === undefined || lead.tags.some((tag) => tag.startsWith('estafeta:')) === tagged) &&
    Object.entries(fields).every(([name, value]) => String(lead.fields[name]) === String(value))
  );
}

function taskFits(task: CrmTask, { type, text, responsible, dueAtMs, leadId }: TaskExpected): boolean {
  return (
    task.type === type &&
    (text === undefined || text.test(task.text)) &&
    (responsible === undefined || task.responsible === responsible) &&
    (dueAtMs === undefined || Math.abs(task.dueAt * 1_000 - dueAtMs) <= 5_000) &&
    (leadId === undefined || task.on === `leads/${leadId}`)
  );
}

const describe = ({ text, ...rest }: TaskExpected): string =>
  JSON.stringify({ ...rest, ...(text === undefined ? {} : { text: String(text) }) });

function dialogFits(view: DialogView, { holder, unanswered, ...plain }: DialogExpected): boolean {
  if (holder !== undefined && (view.holder?.name ?? null) !== holder) return false;
  if (unanswered !== undefined && view.unanswered.count !== unanswered) return false;
  return (Object.keys(plain) as (keyof typeof plain)[]).every((name) => plain[name] === undefined || view[name] === plain[name]);
}

function summaryOf(view: DialogView | undefined): object | undefined {
  if (view === undefined) return undefined;
  const { state, holder, reason, stage, requestKind, unanswered } = view;
  return { state, holder, reason, stage, requestKind, unanswered: unanswered.count };
}
