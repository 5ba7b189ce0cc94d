import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  currentUpdateInfo,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { decide, nextDeadline } from '../../domain/dialog/decide.ts';
import type { Dialog } from '../../domain/dialog/dialog.ts';
import { isQuiet, startDue } from '../../domain/dialog/due.ts';
import type { CommandEvent, DialogEvent } from '../../domain/dialog/events.ts';
import type { Policy } from '../../domain/dialog/policy.ts';
import { refusal } from '../../domain/dialog/rules/commands.ts';
import { newDialog, resting } from '../../domain/dialog/rules/episode.ts';
import { Alarm } from './alarm.ts';
import { attributesOf, ShownAttributes } from './attributes.ts';
import { detailsOf } from './details.ts';
import { Inbox } from './inbox.ts';
import { RunJournal } from './journal.ts';
import type { CommandAnswer, DialogWorkflowInput } from './messages.ts';
import { perform, type Sending } from './perform.ts';

/** Over it nothing new is started, so that what is in flight runs dry and the run can continue as new (DESIGN §3). */
const EVENTS_MAX = 1_000;
/** The care for updates is given up at twice the limit: a run under a hail of them must end too. */
const EVENTS_AT_ANY_COST = 2 * EVENTS_MAX;
/** The policy's hours reach 60 days ahead; a dialog may rest for a year. */
const POLICY_FRESH_MS = 24 * 3_600_000;
const DRAIN_LOOK_MS = 1_000;

/** One run of a dialog: what it knows, and how an event, a command and a look at the clock change it. */
export class DialogRun {
  dialog: Dialog;
  readonly inbox: Inbox;
  private readonly alarm = new Alarm((atMs, why, fired) => {
    void sleep(Math.max(1, atMs - Date.now()), { summary: why }).then(() => {
      fired();
      this.wake();
    });
  });
  private readonly attributes = new ShownAttributes();
  private readonly journal = new RunJournal();
  private readonly sending: Sending = new Map();
  private loaded: { policy: Policy; atMs: number } | undefined;
  /** Something happened since the last look. */
  private awake = false;
  /** The loop sleeps; this ends it. */
  private wakeUp: (() => void) | undefined;
  private isWatched = false;
  private commanded = false;
  /** History length of the task that answered an update last. */
  private answeredAt = -1;
  private cancelled = false;

  constructor({ dialog, seen }: DialogWorkflowInput) {
    this.dialog = dialog ?? newDialog(ownId());
    this.inbox = new Inbox(seen, () => this.wake());
  }

  get policy(): Policy | undefined {
    return this.loaded?.policy;
  }

  usePolicy(policy: Policy): void {
    this.loaded = { policy, atMs: Date.now() };
  }

  policyIsFresh(): boolean {
    return this.loaded !== undefined && Date.now() - this.loaded.atMs < POLICY_FRESH_MS;
  }

  cancel(): void {
    this.cancelled = true;
    this.inbox.accept({ type: 'cancelRequested' });
  }

  /** Decided in the update's handler: the answer is the decision. A repeat under the same id changes nothing (facts/temporal_proved.md §3). */
  async command(command: CommandEvent): Promise<CommandAnswer> {
    if (!this.policyIsFresh()) await this.freshPolicy();
    const previous = this.dialog.state.name;
    const id = currentUpdateInfo()?.id;
    if (id === undefined || this.inbox.isNew(`update:${id}`)) {
      this.refuse(command);
      this.decide(command);
    }
    this.commanded = true;
    this.answeredAt = workflowInfo().historyLength;
    const { state } = this.dialog;
    return { state: state.name, previous, holder: state.name === 'withManager' ? state.holder : null, nowMs: Date.now() };
  }

  /** A command may come with the very first task, or to a dialog long at rest. */
  private async freshPolicy(): Promise<void> {
    this.wake();
    await condition(() => this.policyIsFresh());
  }

  /** Errors: ApplicationFailure with the RefusalCode as its type. */
  refuse(command: CommandEvent): void {
    const refused = this.loaded && refusal(this.dialog, command, { nowMs: Date.now(), policy: this.loaded.policy });
    if (refused) throw ApplicationFailure.nonRetryable(refused.message, refused.code);
  }

  /** Decides on everything that has come and on the clock, starts what is due, and shows where the dialog stands. */
  look(): void {
    this.alarm.hush();
    this.awake = false;
    if (this.loaded === undefined) return;
    const { policy } = this.loaded;
    for (let event = this.inbox.take(); event !== undefined; event = this.inbox.take()) this.decide(event);
    this.decide({ type: 'timePassed' });
    if (this.mayStart()) this.start(policy);
    else if (this.answersNow()) this.alarm.set({ atMs: Date.now() + DRAIN_LOOK_MS, why: 'Продолжение в новом прогоне' });
    this.attributes.show(attributesOf(this.dialog, policy));
    setCurrentDetails(detailsOf(this.dialog, { nowMs: Date.now(), policy }));
  }

  /**
   * Waits until there is something to look at. Whoever brings news wakes the loop by itself: a `condition` would cost an entry into the
   * sandbox more for each answer of the world, half a millisecond of CPU (docs/benchmarks.md).
   */
  news(): Promise<void> {
    this.watch();
    return new Promise((resolve) => {
      if (this.awake) resolve();
      else this.wakeUp = resolve;
    });
  }

  /** Nothing in flight and either too long or gone to rest; not in a task that answered an update, whose caller would be refused. */
  mayContinueAsNew(): boolean {
    if (this.cancelled || !allHandlersFinished() || !isQuiet(this.dialog) || !(this.isLong() || this.goesToRest())) return false;
    return !this.answersNow() || workflowInfo().historyLength >= EVENTS_AT_ANY_COST;
  }

  /** An operator ended it, and nothing is owed any more. */
  isOver(): boolean {
    return this.cancelled && this.dialog.state.name === 'closed' && this.isSettled() && this.inbox.isEmpty();
  }

  /** What the next run begins with; asked for once, when this one ends. */
  snapshot(): DialogWorkflowInput {
    this.journal.continues(this.dialog);
    return { v: 1, dialog: this.goesToRest() ? resting(this.dialog) : this.dialog, seen: this.inbox.snapshot() };
  }

  private wake(): void {
    this.awake = true;
    this.wakeUp?.();
    this.wakeUp = undefined;
  }

  /** A command wakes the loop once it is answered, so that its answer comes first in the history; and what may come true without news. */
  private watch(): void {
    if (this.isWatched) return;
    this.isWatched = true;
    void condition(() => (this.commanded && allHandlersFinished()) || this.isOver() || this.mayContinueAsNew()).then(() => {
      this.isWatched = false;
      this.commanded = false;
      this.wake();
    });
  }

  private decide(event: DialogEvent): void {
    if (this.loaded === undefined) return;
    const before = this.dialog;
    this.dialog = decide(before, event, Date.now(), this.loaded.policy);
    this.journal.decided(before, event, this.dialog);
  }

  private start(policy: Policy): void {
    const { dialog, effects } = startDue(this.dialog, Date.now(), policy);
    this.dialog = dialog;
    for (const effect of effects) {
      perform(effect, (outcome) => this.inbox.accept(outcome), this.sending);
    }
    this.alarm.set(nextDeadline(this.dialog, policy));
  }

  /** Over the limit nothing new starts, but for a dialog that is ending anyway. */
  private mayStart(): boolean {
    return this.cancelled || !this.isLong();
  }

  private isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return historyLength >= EVENTS_MAX || continueAsNewSuggested;
  }

  private answersNow(): boolean {
    return this.answeredAt === workflowInfo().historyLength;
  }

  /** A dialog that closes continues into a run that rests, without timer or transcript (DESIGN §3, Closing). */
  private goesToRest(): boolean {
    return this.dialog.state.name === 'closed' && this.dialog.transcript.messages.length > 0 && this.isSettled();
  }

  private isSettled(): boolean {
    const { sends, writes, alerts } = this.dialog.outbox;
    return isQuiet(this.dialog) && sends.length + writes.length + alerts.length === 0;
  }
}

/** Meaningless to a stranger; new after a terminated run, so that old marks in the CRM are not taken for this one's. */
function ownId(): string {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  return `${workflowId.replace(/^dialog:/u, '').slice(0, 8)}.${firstExecutionRunId.slice(0, 8)}`;
}
