import assert from 'node:assert/strict';
import type { Stage } from '../../../domain/dialog/card.ts';
import type { Led } from '../../../domain/dialog/dialog.ts';
import { nextDeadline } from '../../../domain/dialog/decide.ts';
import type { Policy } from '../../../domain/dialog/policy.ts';
import { aCard, aContact, aLead, aPolicy, minutes, seconds } from '../../support/builders.ts';
import { ANNA, FakeWorld, replies, type WorldOptions } from '../../support/fake-world.ts';
import { lookAtTheJournal } from './told-in-the-journal.ts';

const ONE_AT_A_TIME = ['askBot', 'sendMessage', 'writeCrm'] as const;
/** Silence gives a dialog back after 20 minutes at the earliest (D-51). */
const SILENCE_MS = minutes(20);

const POLICY = aPolicy(); // one for all runs: its hours take longer to make than a run
/** Not the defaults: a soft hold, «Отказ» after silence, the greeting with the next message. */
export const OTHER_SETTINGS: Policy = aPolicy({
  settings: { cardOpened: 'softHold', afterFinalTouch: 'closeLost', returnGreeting: 'withNext' },
});

/** amoCRM's events tell whose a message was, and are believed (D-56). */
export const TRUSTS_AUTHORS: Policy = aPolicy({ settings: { chatAuthors: 'trust' } });

/** Once is possible: what was waiting was dropped, and the next thing is due at once. */
const ENDLESS = 5;

/** A world that looks, after everything that happens, whether the dialog has kept its promises. */
export class WatchedWorld extends FakeWorld {
  /** Ids of the client's messages that were delivered. */
  readonly delivered = new Set<string>();
  /** Messages that the channel still holds back. */
  heldBack: (() => void)[] = [];
  crmEverRefused = false;
  /** Ids of what people wrote past us. */
  private readonly peoplesWords = new Set<string>();
  private readonly handoffs = new Set<string>();
  /** Messages of the bot that a take has overtaken. */
  private readonly takenOver = new Set<string>();
  private readonly ended = new Map<string, string>();
  /** A person's «Менеджер» by lead, of which nobody has told us yet. */
  private readonly untold = new Map<number, string>();
  private tellings = 0;
  private lookedAt = 0;
  private rings = 0;
  private silentUntilMs = 0;
  private ledBy = 'closed';
  private led: Led | undefined;

  static unknownGuest = (): WatchedWorld => new WatchedWorld({ policy: POLICY, card: aCard([], null) });
  static withLead = (stage: Stage, policy = POLICY): WatchedWorld =>
    new WatchedWorld({ policy, card: aCard([aLead({ id: 1, stage }), aLead({ id: 2, stage: 'lost' })]) });
  static managerFirst = (): WatchedWorld => {
    const contact = aContact({ channel: 'whatsapp_business' });
    const world = new WatchedWorld({ policy: POLICY, contact, card: aCard([aLead({ id: 1, stage: 'new' })]) });
    world.manager('Добрый день!');
    world.managerActed();
    return world;
  };

  constructor(options: WorldOptions) {
    super(options);
    this.bot = () => [replies('Конечно.')];
  }

  override client(text: string, options: Parameters<FakeWorld['client']>[1] = {}): string {
    const id = options.id ?? this.newMessageId();
    this.delivered.add(id);
    return super.client(text, { ...options, id });
  }

  /** A person writes past us; amoCRM's event of it may come late, or never. */
  personWrites(text: string, { sentAtMs = this.nowMs, shownBy }: { sentAtMs?: number; shownBy: number | undefined }): void {
    const shown = shownBy === undefined ? {} : { shownBy };
    this.peoplesWords.add(this.manager(text, { sentAtMs, ...shown }));
    this.managerActed();
  }

  /** A manager did something that is a take: what follows is theirs for twenty minutes, or as long as they said. */
  managerActed(untilMs = this.nowMs + SILENCE_MS): void {
    this.silentUntilMs = Math.max(this.silentUntilMs, untilMs);
  }

  /** Somebody gave it back. */
  givenBack(): void {
    this.silentUntilMs = 0;
  }

  /** Something happens that late. */
  in(ms: number, run: () => void): void {
    if (ms === 0) run();
    else this.schedule(this.nowMs + ms, run);
  }

  /** A person sets «Ведёт диалог», and the CRM tells of it that late. */
  fieldSet(leadId: number, leader: 'bot' | 'manager', toldInMs: number): void {
    this.changeByPerson(leadId, { leader });
    const isPlain = this.tellings === 0; // not «Бот» and back before anybody told us
    this.untold.delete(leadId);
    if (leader === 'manager' && this.state !== 'closed' && isPlain) this.untold.set(leadId, this.whenSet());
    this.tellings += 1;
    this.in(toldInMs, () => {
      this.tellings -= 1;
      this.fieldTold(leadId);
    });
  }

  /** The news that a person changed the lead: with what the field shows by now. A «Менеджер» that still stands there is a take (D-50). */
  fieldTold(leadId: number): void {
    const before = this.state;
    const { leader, stage = 'lost' } = this.lead(leadId) ?? {};
    const isTake = this.untold.get(leadId) === this.whenSet() && stage !== 'lost';
    if (leader === 'bot') this.givenBack();
    this.leadTold(leadId);
    const isOpen = this.state !== 'closed';
    this.untold.delete(leadId);
    this.personTouched(leadId);
    if (before !== 'withManager' && this.state === 'withManager') this.managerActed();
    if (isTake && isOpen) assert.equal(this.state, 'withManager', 'a person’s «Менеджер» was swallowed (D-50, D-53)');
  }

  /** What stood there when the episode opened is no act, and what we have overwritten since is gone (D-53). */
  private whenSet(): string {
    return `${this.dialog.episode.number} ${this.done('setLeader').length}`;
  }

  taskTold(task: { text: string; marker: string; kind: string }): void {
    this.completes(task);
    if (task.kind === 'whatsapp' && this.state === 'withManager') this.managerActed();
  }

  /** An operator ends the dialog (D-90). */
  stopped(): void {
    this.givenBack();
    this.event({ type: 'cancelRequested' });
  }

  protected override settle(): void {
    super.settle();
    this.look();
  }

  private look(): void {
    const { state, outbox } = this.dialog;
    if (state.name === 'awaitingManager') this.handoffs.add(state.handoff.id);
    if (this.dialog.cancelled) for (const { id } of outbox.writes) if (id.includes('-h')) this.handoffs.add(id);
    this.lookAtStarted();
    if (state.name === 'withManager' && !state.opening && !state.doubt) this.untold.clear(); // taken in another way: what is told later may be over by then
    if (state.name === 'withManager')
      for (const { id, purpose } of outbox.sends) if (purpose !== 'say' && purpose !== 'handoff') this.takenOver.add(id);
    this.lookAtEndings();
    this.lookAtPeoplesWords();
    this.lookAtWhoLeads();
    for (const kind of ONE_AT_A_TIME) assert.ok((this.flying.most.get(kind) ?? 0) <= 1, `more than one ${kind} in flight`);
    const deadline = nextDeadline(this.dialog, this.policy);
    this.rings = deadline === undefined || deadline.atMs > this.nowMs ? 0 : this.rings + 1;
    assert.ok(this.rings < ENDLESS, `the alarm rings without end: ${deadline?.why ?? ''}`);
    assert.equal(this.dialog.client.seq, this.delivered.size, 'a client’s message was lost or taken in twice (D-02)');
  }

  private lookAtStarted(): void {
    for (const { atMs, effect, state, send } of this.started.slice(this.lookedAt)) {
      if (effect.type === 'askBot') assert.equal(state, 'withBot', 'the bot was asked while it must be silent (D-42, D-50)');
      if (send === undefined || send.purpose === 'say') continue;
      const isUnwanted = send.purpose === 'finalTouch' && this.dialog.optOutAtMs !== undefined;
      assert.ok(!isUnwanted, 'a touch to somebody who asked not to be written to (D-76)');
      assert.ok(!this.takenOver.has(send.id), `a message from before a take was tried again after the return: ${send.text} (D-50)`);
      assert.ok(atMs >= this.silentUntilMs, `a bot message after a take: ${send.text} (D-50)`);
      const allowed = send.purpose !== 'handoff' ? 'withBot' : this.dialog.cancelled ? 'closed' : 'awaitingManager';
      assert.equal(state, allowed, `a bot message in the wrong state: ${send.text} (D-50)`);
    }
    this.lookedAt = this.started.length;
  }

  /** Nobody's words are undone, and only they: a person's are a take for good (D-50, D-56). */
  private lookAtPeoplesWords(): void {
    for (const { id, role } of this.dialog.transcript.messages)
      assert.ok(role !== 'note' || !this.peoplesWords.has(id), 'a person’s words were taken for a machine’s (D-56)');
  }

  /** Whoever leads now, it is told since when and why: the change is never older than the last look (User Metadata). */
  private lookAtWhoLeads(): void {
    const { state, led } = this.dialog;
    const who = state.name === 'withManager' ? `withManager ${state.holder.id ?? ''}` : state.name;
    if (who === this.ledBy) return;
    const isNamed = this.ledBy === 'withManager ' && who.startsWith('withManager '); // amoCRM has told who has been leading all the time
    if (!isNamed) assert.notEqual(led, this.led, `who leads has changed to ${who}, and not since when and why`);
    [this.ledBy, this.led] = [who, led];
  }

  /** A message ends once: an ending never changes (D-90). */
  private lookAtEndings(): void {
    for (const { id, ending } of this.dialog.transcript.messages) {
      if (ending === undefined) continue;
      assert.equal(this.ended.get(id) ?? ending, ending, 'a message ended twice (D-90)');
      this.ended.set(id, ending);
    }
  }

  /** Everything works again and time passes: whatever was promised must have come true. */
  comesToRest(): void {
    for (const deliver of this.heldBack.splice(0)) deliver();
    Object.assign(this, {
      crmDown: false,
      crmLoses: false,
      echoes: true,
      echoMs: 0,
      chatLagMs: seconds(2),
      botMs: seconds(1),
      sendMs: 200,
      crmMs: 200,
    });
    this.channel = () => 'ok';
    this.crmRefuses = () => false;
    this.bot = () => [replies('Конечно.')];
    for (const { id } of this.dialog.outbox.unknown) {
      const happened = this.sent.some(({ sendId }) => sendId === id);
      this.command({ type: 'settle', by: ANNA, effectId: id, happened });
    }
    this.pass(minutes(45));
    if (this.dialog.cancelled) this.lookAtTheEnd();
    else this.lookAtWhatIsOwed();
    this.lookAtWhatHappened();
    lookAtTheJournal(this);
  }

  /** What an operator ended owes nobody anything. */
  private lookAtTheEnd(): void {
    const { state, outbox, turn, transcript } = this.dialog;
    assert.deepEqual([state.name, turn], ['closed', undefined], 'a stopped dialog goes on (D-90)');
    assert.deepEqual([outbox.sends, outbox.writes, outbox.alerts], [[], [], []], 'a stopped dialog still owes something (D-94)');
    const open = transcript.messages.filter(({ seq, ending }) => seq !== undefined && ending === undefined);
    assert.deepEqual(open, [], 'a client’s message has no ending (D-90)');
  }

  private lookAtWhatIsOwed(): void {
    const { state, client, outbox, turn, transcript } = this.dialog;
    const pending = client.seq > client.settledSeq;
    const deadline = nextDeadline(this.dialog, this.policy);
    const isCaredFor = turn !== undefined || outbox.sends.length > 0 || (deadline?.atMs ?? Infinity) <= this.nowMs + minutes(1);
    assert.ok(state.name !== 'withBot' || !pending || isCaredFor, 'the client waits and nobody cares (D-90)');
    assert.ok(state.name !== 'closed' || !pending, 'closed while the client waits (D-74)');
    assert.ok(
      outbox.sends.every(({ tries }) => tries <= 1),
      'a message does not leave though all is well',
    );
    assert.deepEqual(
      outbox.writes.filter(({ tries }) => tries > 1),
      [],
      'a write stays owed though all is well (D-94)',
    );
    const opening = state.name === 'withManager' && state.opening !== undefined;
    assert.ok(state.name !== 'withManager' || state.doubt === undefined, 'it stays in doubt who wrote (D-56)');
    assert.equal(outbox.authors, undefined, 'a question to amoCRM stays open (D-56)');
    const open = transcript.messages.filter(({ seq, ending }) => seq !== undefined && ending === undefined);
    assert.ok((state.name === 'withBot' && pending) || opening || open.length === 0, 'a client’s message has no ending (D-90)');
  }

  private lookAtWhatHappened(): void {
    const times = (values: readonly string[], value: string): number => values.filter((one) => one === value).length;
    const accepted = this.sent.map(({ sendId }) => sendId);
    for (const sendId of accepted) assert.equal(times(accepted, sendId), 1, 'a message was sent twice (D-91)');
    const sends = new Map(this.started.flatMap(({ send }) => (send === undefined ? [] : [[send.id, send] as const])));
    const texts = accepted.flatMap((id) => sends.get(id)?.handoffId ?? []);
    const tasks = this.tasks.filter(({ kind }) => kind === 'whatsapp').map(({ marker }) => marker);
    for (const handoff of this.handoffs) {
      assert.ok(times(texts, handoff) <= 1, 'two texts in one handoff (D-40)');
      assert.ok(times(tasks, handoff) <= 1, 'two tasks «WhatsApp» in one handoff (D-41)');
      if (!this.crmEverRefused) assert.equal(times(tasks, handoff), 1, 'a handoff without its task (D-41)');
    }
    for (const marker of tasks) assert.ok(this.handoffs.has(marker), 'a task «WhatsApp» without a handoff (D-41)');
  }
}
