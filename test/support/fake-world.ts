import { authorAmong } from '../../activities/amocrm/chat-authors.ts';
import type { BotAction, BotAnswer, BotRequest } from '../../domain/dialog/bot.ts';
import type { Card, Lead, Leader } from '../../domain/dialog/card.ts';
import { decide, nextDeadline } from '../../domain/dialog/decide.ts';
import type { Attachment, Contact, Dialog, Manager } from '../../domain/dialog/dialog.ts';
import { isQuiet, startDue } from '../../domain/dialog/due.ts';
import type { CrmWriteNow, Effect } from '../../domain/dialog/effects.ts';
import type { CommandEvent, CrmResult, DialogEvent } from '../../domain/dialog/events.ts';
import type { Policy } from '../../domain/dialog/policy.ts';
import { refusal, type Refusal } from '../../domain/dialog/rules/commands.ts';
import type { Send } from '../../domain/dialog/outbox.ts';
import type { Fact } from '../../domain/journal/facts.ts';
import { journalFacts } from '../../domain/journal/journal-facts.ts';
import { newDialog, resting } from '../../domain/dialog/rules/episode.ts';
import { Alarm } from '../../workflows/dialog/alarm.ts';
import { acceptClientMessage, Inbox } from '../../workflows/dialog/inbox.ts';
import { aCard, aContact, aPolicy, at } from './builders.ts';

export type BotPlays = (request: BotRequest) => readonly BotAction[] | 'malformed' | 'noAnswer' | BotAnswer;
type Sent = { atMs: number; text: string; messageId: string; sendId: string };
type Write = CrmWriteNow & { atMs: number };
type Task = Extract<CrmWriteNow, { write: 'createTask' }> & { atMs: number };

export interface WorldOptions {
  policy?: Policy;
  startMs?: number;
  card?: Card;
  contact?: Contact;
  bot?: BotPlays;
}

/** The bot's usual answer: one reply. */
export const replies = (text: string): BotAction => ({ type: 'reply', text });

/**
 * The pure core (decide, outbox, inbox, alarm) in a world of its own: a clock that moves only when told, a bot, a channel and
 * a CRM that answer after a fixed time and can be switched off. What the workflow does with Temporal is done here with a list.
 */
export class FakeWorld {
  nowMs: number;
  policy: Policy;
  contact: Contact;
  card: Card;
  bot: BotPlays;
  dialog: Dialog;
  botMs = 1_000;
  sendMs = 200;
  crmMs = 200;
  /** What the channel does with the next send; 'lost' = it sends and the answer is lost. */
  channel: (text: string) => 'ok' | 'down' | 'lost' | 'refused' | 'limited' = () => 'ok';
  /** How long a channel that is `limited` asks to wait. */
  retryAfterMs = 20_000;
  crmDown = false;
  /** Who gets the tasks that name nobody. */
  tasksGoTo: number | undefined;
  /** It refuses to show the card. */
  crmHidesCard = false;
  /** What the CRM refuses for good. */
  crmRefuses: (write: CrmWriteNow) => boolean = () => false;
  /** Pact reports our own messages back. */
  echoes = true;
  /** So long after the message; 0 = before the answer to it. */
  echoMs = 0;
  /** amoCRM's events of messages to the guest: who wrote (0 = nobody), and when it was written down. */
  readonly chatEvents: { atMs: number; writtenAtMs: number; by: number }[] = [];
  chatLagMs = 2_000;
  /** What «Ведёт диалог» can hold in this account. */
  leaderField: 'full' | 'noAwaiting' | 'none' = 'full';
  readonly sent: Sent[] = [];
  readonly writes: Write[] = [];
  readonly asked: BotRequest[] = [];
  /** The CRM does it, and its answer is lost. */
  crmLoses = false;
  /** Every effect as it started, with the state of that moment; a message with what was decided about it. */
  readonly started: { atMs: number; effect: Effect; state: string; send?: Send }[] = [];
  /** How many of a kind are in flight now, and the most that ever were. */
  readonly flying = { now: new Map<Effect['type'], number>(), most: new Map<Effect['type'], number>() };
  readonly raised: { atMs: number; about: string; text: string }[] = [];
  /** What every decision left in the journal. */
  readonly journal: { atMs: number; fact: Fact }[] = [];
  private inbox = new Inbox();
  private alarm: Alarm;
  private agenda: { atMs: number; order: number; run: () => void }[] = [];
  private order = 0;
  private eventId = 0;
  private messageId = 1_000;
  private leadId = 42_900_000;

  /** Leads whose «Ведёт диалог» a person changed last. */
  private readonly setByPerson = new Set<number>();

  constructor({
    policy = aPolicy(),
    startMs = at('12:00'),
    card = aCard(),
    contact = aContact(),
    bot = () => [replies('Конечно, расскажу.')],
  }: WorldOptions = {}) {
    this.nowMs = startMs;
    this.policy = policy;
    this.card = card;
    this.contact = contact;
    this.bot = bot;
    this.dialog = newDialog('key.run');
    this.alarm = this.newAlarm();
  }

  // ---- what happens ----

  /** The guest writes; returns the message's id. */
  client(
    text: string,
    options: { id?: string; sentAtMs?: number; attachments?: readonly Attachment[]; quotes?: string; edited?: true } = {},
  ): string {
    const messageId = options.id ?? this.newMessageId();
    const { quotes, edited } = options;
    const message = {
      messageId,
      text,
      sentAtMs: options.sentAtMs ?? this.nowMs,
      attachments: options.attachments ?? [],
      contact: this.contact,
      ...(quotes === undefined ? {} : { quotes }),
      ...(edited ? { edited } : {}),
    };
    acceptClientMessage(this.inbox, message);
    this.settle();
    return messageId;
  }

  /** A person (or a machine) writes to the guest past us; `shownBy` = the user whom amoCRM's event names, without it there is none. */
  manager(text: string, options: { id?: string; sentAtMs?: number; bulk?: boolean; shownBy?: number } = {}): string {
    const messageId = options.id ?? this.newMessageId();
    if (options.shownBy !== undefined) this.chatEvent(options.shownBy, options.sentAtMs);
    this.takeIn(`out:${messageId}`, {
      type: 'managerWrote',
      messageId,
      text,
      sentAtMs: options.sentAtMs ?? this.nowMs,
      bulk: options.bulk ?? false,
      contact: this.contact,
    });
    return messageId;
  }

  /** amoCRM's event of a message to the guest, some seconds late; 0 = nobody's. */
  chatEvent(by: number, atMs = this.nowMs): void {
    this.chatEvents.push({ atMs, writtenAtMs: this.nowMs + this.chatLagMs, by });
  }

  /** A command; returns why it was refused, if it was. */
  command(command: CommandEvent): Refusal | undefined {
    const refused = refusal(this.dialog, command, { nowMs: this.nowMs, policy: this.policy });
    if (!refused) this.decide(command);
    this.settle();
    return refused;
  }

  take = (by: Manager = ANNA, force = false): Refusal | undefined => this.command({ type: 'take', by, force });
  release = (by: Manager = ANNA): Refusal | undefined => this.command({ type: 'release', by });

  hold = (untilMs: number, by: Manager = ANNA): Refusal | undefined => this.command({ type: 'hold', by, untilMs });
  say = (text: string, by: Manager = ANNA): Refusal | undefined => this.command({ type: 'say', by, text });
  opensCard = (leadId: number, by: Manager = ANNA): Refusal | undefined => this.command({ type: 'cardOpened', by, leadId });

  /** A person sets «Ведёт диалог» in the CRM: the webhook tells of the lead, then of the act. */
  setsField(leadId: number, leader: 'bot' | 'manager', by: Manager = ANNA): void {
    this.changeByPerson(leadId, { leader });
    this.leadTold(leadId);
    this.personTouched(leadId, by);
  }

  /** A person changes a lead in the CRM; nobody has told us yet. */
  changeByPerson(leadId: number, change: Partial<Lead>): void {
    if (change.leader !== undefined) this.setByPerson.add(leadId);
    this.change(leadId, { ...change, personChangedAtMs: this.nowMs, untouched: false });
  }

  /** A person changed something about the lead: what «Ведёт диалог» shows comes with it. */
  personTouched(leadId: number, by: Manager = ANNA): void {
    const leader = this.lead(leadId)?.leader;
    if (leader === undefined || leader === 'awaiting') return;
    const type = leader === 'manager' ? 'managerTook' : 'managerReleased';
    this.event({ type, actId: this.newEventId(), by, via: 'field', leadId });
  }

  /** A manager completes a task; ours are known by how they end. */
  completes(task: { text: string; marker: string }, by: Manager = ANNA, doneAtMs?: number): void {
    const done = doneAtMs === undefined ? {} : { doneAtMs };
    this.event({
      type: 'managerTook',
      actId: this.newEventId(),
      by,
      via: 'task',
      taskText: `${task.text}\n#estafeta:${task.marker}`,
      ...done,
    });
  }

  /** Any event that the outside brings. */
  event(event: DialogEvent, id?: string): void {
    this.takeIn(id ?? `event:${this.newEventId()}`, event);
  }

  /** The CRM changes a lead and its webhook tells. */
  leadMoves(id: number, change: Partial<Lead>): void {
    this.change(id, change);
    this.leadTold(id);
  }

  /** The webhook: what it brings is read only then. */
  leadTold(leadId: number): void {
    const lead = this.lead(leadId);
    this.event({ type: 'leadChanged', changeId: this.newEventId(), leadId, ...(lead ? { lead } : {}) });
  }

  /** A lead appears in the CRM; its webhook tells if `tells`. */
  leadAppears(lead: Lead, tells = true): void {
    this.card = { ...this.card, leads: [...this.card.leads, lead] };
    if (tells) this.event({ type: 'leadChanged', changeId: this.newEventId(), leadId: lead.id, lead });
  }

  // ---- time ----

  /** Lets that much time pass, doing everything that falls due on the way. */
  pass(ms: number): void {
    this.until(this.nowMs + ms);
  }

  until(endMs: number): void {
    for (let next = this.nextBefore(endMs); next !== undefined; next = this.nextBefore(endMs)) {
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
      this.settle();
    }
    this.nowMs = Math.max(this.nowMs, endMs);
  }

  /** Lets the world come to rest: nothing in flight, no quiet being waited for. Far deadlines stay. */
  rest(maxMs = 120_000): void {
    this.pass(maxMs);
  }

  /** A continue-as-new in the middle: only plain data survives, and the timers do not. */
  continueAsNew(): void {
    const endMs = this.nowMs + 90_000;
    while (!isQuiet(this.dialog)) {
      const next = this.nextBefore(endMs, false);
      if (next === undefined) throw new Error('Something stays in flight: the run cannot continue as new');
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
      this.drain();
    }
    const carried = JSON.parse(
      JSON.stringify({ dialog: this.dialog.state.name === 'closed' ? resting(this.dialog) : this.dialog, seen: this.inbox.snapshot() }),
    ) as { dialog: Dialog; seen: string[] };
    this.dialog = carried.dialog;
    this.inbox = new Inbox(carried.seen);
    this.agenda = this.agenda.filter(({ run }) => !TIMERS.has(run));
    this.alarm = this.newAlarm();
    this.settle();
  }

  // ---- what came of it ----

  get texts(): string[] {
    return this.sent.map(({ text }) => text);
  }

  get tasks(): Task[] {
    return this.writes.filter((write): write is Task => write.write === 'createTask');
  }

  done<T extends CrmWriteNow['write']>(type: T): (Extract<CrmWriteNow, { write: T }> & { atMs: number })[] {
    return this.writes.filter((write): write is Extract<CrmWriteNow, { write: T }> & { atMs: number } => write.write === type);
  }

  lead(id: number): Lead | undefined {
    return this.card.leads.find((lead) => lead.id === id);
  }

  get state(): string {
    return this.dialog.state.name;
  }

  get notes(): string[] {
    return this.dialog.decisions.map(({ spec, text }) => `${spec} ${text}`);
  }

  // ---- the loop, as workflow.ts has it ----

  private takeIn(id: string, event: DialogEvent): void {
    this.inbox.acceptOnce(id, event);
    this.settle();
  }

  private drain(): void {
    for (let event = this.inbox.take(); event !== undefined; event = this.inbox.take()) this.decide(event);
  }

  private decide(event: DialogEvent): void {
    const before = this.dialog;
    this.dialog = decide(before, event, this.nowMs, this.policy);
    for (const fact of journalFacts(before, event, this.dialog, this.nowMs)) this.journal.push({ atMs: this.nowMs, fact });
  }

  protected settle(): void {
    this.drain();
    this.alarm.hush();
    this.decide({ type: 'timePassed' });
    const started = startDue(this.dialog, this.nowMs, this.policy);
    this.dialog = started.dialog;
    for (const effect of started.effects) this.start(effect);
    this.alarm.set(nextDeadline(this.dialog, this.policy));
  }

  private newAlarm(): Alarm {
    return new Alarm((atMs, _why, fired) => {
      const run = (): void => fired();
      TIMERS.add(run);
      this.schedule(Math.max(this.nowMs + 1, atMs), run);
    });
  }

  protected schedule(atMs: number, run: () => void): void {
    this.order += 1;
    this.agenda.push({ atMs, order: this.order, run });
  }

  private nextBefore(endMs: number, timers = true): { atMs: number; run: () => void } | undefined {
    const [next] = this.agenda
      .filter(({ atMs, run }) => atMs <= endMs && (timers || !TIMERS.has(run)))
      .sort((a, b) => a.atMs - b.atMs || a.order - b.order);
    if (next) this.agenda = this.agenda.filter((one) => one !== next);
    return next;
  }

  // ---- the world ----

  private start(effect: Effect): void {
    const send = effect.type === 'sendMessage' ? this.dialog.outbox.sends.find(({ id }) => id === effect.sendId) : undefined;
    this.started.push({ atMs: this.nowMs, effect, state: this.state, ...(send === undefined ? {} : { send }) });
    const { now, most } = this.flying;
    now.set(effect.type, (now.get(effect.type) ?? 0) + 1);
    most.set(effect.type, Math.max(most.get(effect.type) ?? 0, now.get(effect.type) ?? 0));
    switch (effect.type) {
      case 'askBot':
        return this.askBot(effect);
      case 'readCard':
        return this.finish(effect, this.crmDown ? effect.leftMs : this.crmMs, () => this.cardAnswers(effect));
      case 'sendMessage':
        return this.send(effect);
      case 'writeCrm':
        return this.finish(effect, this.crmMs, () => this.inbox.accept(this.write(effect)));
      case 'askAuthor':
        return this.finish(effect, this.crmDown ? ANSWER_WITHIN_MS : this.crmMs, () => this.inbox.accept(this.authorOf(effect)));
      case 'callBack':
        return; // here every message is begun at once
      case 'raiseAlert':
        this.raised.push({ ...effect.alert });
        return this.finish(effect, 50, () => this.inbox.accept({ type: 'alertRaised', alertId: effect.alert.id }));
    }
  }

  private finish({ type }: Effect, inMs: number, run: () => void): void {
    this.schedule(this.nowMs + inMs, () => {
      this.flying.now.set(type, (this.flying.now.get(type) ?? 0) - 1);
      run();
    });
  }

  private cardAnswers({ forTurn }: Extract<Effect, { type: 'readCard' }>): void {
    const turn = forTurn === undefined ? {} : { forTurn };
    if (this.crmDown) this.inbox.accept({ type: 'cardUnavailable', ...turn });
    else if (this.crmHidesCard) this.inbox.accept({ type: 'cardUnavailable', ...turn, refused: 'amoCRM refused it (403)' });
    else this.inbox.accept({ type: 'cardRead', card: this.card, ...turn });
  }

  private askBot(effect: Extract<Effect, { type: 'askBot' }>): void {
    const { turnId, request, leftMs } = effect;
    this.asked.push(request);
    const answer = this.bot(request);
    if (answer === 'noAnswer') return this.finish(effect, leftMs, () => this.inbox.accept({ type: 'botFailed', turnId, why: 'noAnswer' }));
    if (answer === 'malformed')
      return this.finish(effect, this.botMs, () => this.inbox.accept({ type: 'botFailed', turnId, why: 'malformed' }));
    const told: BotAnswer = 'actions' in answer ? answer : { actions: answer };
    this.finish(effect, this.botMs, () => this.inbox.accept({ type: 'botAnswered', turnId, answer: told }));
  }

  private send(effect: Extract<Effect, { type: 'sendMessage' }>): void {
    const { sendId, text, look } = effect;
    const known =
      look &&
      this.sent.find(
        (one) => one.text === text && !look.knownIds.includes(one.messageId) && Number(one.messageId) > (look.afterMessageId ?? 0),
      );
    const fate = this.channel(text);
    if (known && fate !== 'down' && fate !== 'limited')
      return this.finish(effect, this.sendMs, () => this.inbox.accept({ type: 'messageSent', sendId, messageId: known.messageId }));
    if (fate !== 'ok' && fate !== 'lost') {
      const outcome = fate === 'refused' ? 'refused' : 'notSent';
      const wait = fate === 'limited' ? { retryAfterMs: this.retryAfterMs } : {};
      return this.finish(effect, this.sendMs, () =>
        this.inbox.accept({ type: 'sendFailed', sendId, fate: outcome, why: 'нет связи', ...wait }),
      );
    }
    this.finish(effect, this.sendMs, () => {
      const messageId = this.newMessageId();
      this.sent.push({ atMs: this.nowMs, text, messageId, sendId });
      this.chatEvent(0);
      if (this.echoes) this.echo(messageId, text);
      this.inbox.accept(
        fate === 'lost'
          ? { type: 'sendFailed', sendId, fate: 'unknown', why: 'ответ потерян' }
          : { type: 'messageSent', sendId, messageId, ...('first' in effect ? { conversationId: this.contact.conversationId } : {}) },
      );
    });
  }

  private echo(messageId: string, text: string): void {
    const sentAtMs = this.nowMs;
    const run = (): void =>
      this.takeIn(`out:${messageId}`, { type: 'managerWrote', messageId, text, sentAtMs, bulk: false, contact: this.contact });
    if (this.echoMs === 0) run();
    else this.schedule(this.nowMs + this.echoMs, run);
  }

  private authorOf({ messageId, fromMs, toMs, ...count }: Extract<Effect, { type: 'askAuthor' }>): DialogEvent {
    const seen = this.chatEvents.filter(({ atMs, writtenAtMs }) => writtenAtMs <= this.nowMs && atMs >= fromMs && atMs <= toMs);
    const authors = this.crmDown ? [] : seen.map(({ by }) => by);
    return { type: 'authorTold', messageId, author: authorAmong(PEOPLE, authors, { fromMs, toMs, ...count }) };
  }

  private write(effect: Extract<Effect, { type: 'writeCrm' }>): DialogEvent {
    const { writeId } = effect;
    if (this.crmDown) return { type: 'crmFailed', writeId, fate: 'retry', why: 'CRM не отвечает' };
    if (this.crmRefuses(effect)) return { type: 'crmFailed', writeId, fate: 'refused', why: 'CRM отказала' };
    const found =
      'marker' in effect &&
      'repeat' in effect &&
      effect.repeat &&
      this.writes.some((done) => 'marker' in done && done.marker === effect.marker);
    const result = this.carryOut(effect);
    if (!found && !(result.type === 'ensureLead' && result.lead === null)) this.writes.push({ ...effect, atMs: this.nowMs });
    if (this.crmLoses) return { type: 'crmFailed', writeId, fate: 'retry', why: 'ответ CRM потерян' };
    return { type: 'crmWritten', writeId, result };
  }

  private carryOut(write: CrmWriteNow): CrmResult {
    switch (write.write) {
      case 'ensureLead':
        return this.ensureLead(write);
      case 'createTask': {
        const responsibleId = write.responsibleId ?? this.tasksGoTo;
        return { type: 'createTask', ...this.madeContact(write.subject), ...(responsibleId === undefined ? {} : { responsibleId }) };
      }
      case 'addNote':
        return { type: 'addNote', ...this.madeContact(write.subject) };
      case 'setLeader':
        if (write.unlessTaken && this.lead(write.leadId)?.leader === 'manager')
          return { type: 'setLeader', leadId: write.leadId, written: false };
        if (write.unlessReleased && this.setByPerson.has(write.leadId) && this.lead(write.leadId)?.leader !== 'manager')
          return { type: 'setLeader', leadId: write.leadId, written: false };
        this.setByPerson.delete(write.leadId);
        return this.setLeader(write.leadId, write.leader);
      case 'moveLead': {
        const moved = this.lead(write.leadId)?.stage === write.from;
        if (moved) this.change(write.leadId, { stage: write.to });
        return { type: 'moveLead', leadId: write.leadId, moved, stage: this.lead(write.leadId)?.stage ?? 'lost' };
      }
      case 'writeBooking':
        this.change(write.leadId, write.fields);
        return { type: 'writeBooking', leadId: write.leadId, written: { ...write.fields } };
    }
  }

  private setLeader(leadId: number, leader: Leader): CrmResult {
    if (this.leaderField === 'none') return { type: 'setLeader', leadId, written: false };
    const shows = leader === 'awaiting' && this.leaderField === 'noAwaiting' ? 'bot' : leader;
    this.change(leadId, { leader: shows });
    return { type: 'setLeader', leadId, written: true, shows };
  }

  /** A contact without an id is made before anything is written on it. */
  private madeContact(subject: { leadId: number } | { contactId: number | null }): { contactId?: number } {
    if ('leadId' in subject) return {};
    const contactId = subject.contactId ?? this.card.contact?.id ?? OWN_CONTACT_ID;
    if (!this.card.contact) this.card = { ...this.card, contact: { id: contactId, notes: [] } };
    return { contactId };
  }

  private ensureLead({ create, notLeadIds }: Extract<CrmWriteNow, { write: 'ensureLead' }>): CrmResult {
    const lead = this.activeLead(notLeadIds) ?? (create ? this.newLead() : null);
    return { type: 'ensureLead', lead, ...(lead === null ? {} : this.madeContact({ contactId: null })) };
  }

  private activeLead(not: readonly number[]): Lead | undefined {
    return this.card.leads.find(({ id, stage }) => !not.includes(id) && ['new', 'consulted', 'preBooked'].includes(stage));
  }

  private newLead(): Lead {
    this.leadId += 1;
    const lead: Lead = { id: this.leadId, stage: 'new', createdAtMs: this.nowMs, personChangedAtMs: this.nowMs, untouched: false };
    this.card = { ...this.card, leads: [...this.card.leads, lead] };
    return lead;
  }

  private change(id: number, change: Partial<Lead>): void {
    this.card = { ...this.card, leads: this.card.leads.map((lead) => (lead.id === id ? { ...lead, ...change } : lead)) };
  }

  private newEventId(): string {
    this.eventId += 1;
    return String(this.eventId);
  }

  protected newMessageId(): string {
    this.messageId += 1;
    return String(this.messageId);
  }
}

/** How long the CRM is asked who wrote. */
const ANSWER_WITHIN_MS = 20_000;

/** The contact that we make where nobody has one. */
export const OWN_CONTACT_ID = 53_900_001;

/** Timers die with their run; what the world does lives on. */
const TIMERS = new WeakSet<() => void>();

export const ANNA: Manager = { id: 9500001, name: 'Анна' };
export const BORIS: Manager = { id: 9500002, name: 'Борис' };

const PEOPLE = {
  ourUserId: 9500010,
  users: new Map([ANNA, BORIS].map(({ id = 0, name = '' }) => [id, { name, active: true }])),
};
