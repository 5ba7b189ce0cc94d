import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  currentUpdateInfo,
  log,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { PolicyActivities } from '../../activities/policy/contract.ts';
import { decide, nextDeadline } from '../../domain/dialog/decide.ts';
import { isQuiet, startDue } from '../../domain/dialog/due.ts';
import type { ClientMessage, CommandEvent, DialogEvent } from '../../domain/dialog/events.ts';
import type { Policy } from '../../domain/dialog/policy.ts';
import { refusal } from '../../domain/dialog/rules/commands.ts';
import { newDialog, resting } from '../../domain/dialog/rules/episode.ts';
import { Alarm } from './alarm.ts';
import { attributesOf, ShownAttributes } from './attributes.ts';
import { detailsOf } from './details.ts';
import * as guards from './guards.ts';
import { Inbox } from './inbox.ts';
import * as messages from './messages.ts';
import { perform } from './perform.ts';
import { viewOf } from './view-of.ts';

/** Over it nothing new is started, so that what is in flight runs dry and the run can continue as new (DESIGN §3). */
const EVENTS_MAX = 1_000;
/** Given up at twice the limit: a run under a hail of updates must end too. */
const EVENTS_AT_ANY_COST = 2 * EVENTS_MAX;
/** The policy's hours reach 60 days ahead; a dialog may rest for a year. */
const POLICY_FRESH_MS = 24 * 3_600_000;

const { loadPolicy } = proxyLocalActivities<PolicyActivities>({ startToCloseTimeout: '5 seconds' });

/** One per contact. It waits, asks domain/ what to do, starts it, and waits again; it never waits for the world. */
export async function dialogWorkflow({ dialog: carried, seen }: messages.DialogWorkflowInput): Promise<void> {
  let dialog = carried ?? newDialog(ownId());
  const inbox = new Inbox(seen);
  const alarm = new Alarm((atMs, why, fired) => void sleep(Math.max(1, atMs - Date.now()), { summary: why }).then(fired));
  const attributes = new ShownAttributes();
  let loaded: { policy: Policy; atMs: number } | undefined;
  let awake = false;
  let answeredAt = -1;
  let cancelled: unknown;

  const taking =
    <T>(is: (value: unknown) => value is T, idOf: (value: T) => string, toEvent: (value: T) => DialogEvent) =>
    (payload: unknown): void => {
      if (!is(payload)) return log.warn('Dropped a signal whose payload does not fit');
      inbox.acceptOnce(idOf(payload), toEvent(payload));
    };
  setHandler(
    messages.clientWroteSignal,
    taking(guards.isClientMessage, clientMessageId, (message) => ({ ...message, type: 'clientWrote' })),
    { description: 'Клиент написал' },
  );
  setHandler(
    messages.managerWroteSignal,
    taking(
      guards.isOutgoingMessage,
      ({ messageId }) => `out:${messageId}`,
      (message) => ({ ...message, type: 'managerWrote' }),
    ),
    { description: 'Клиенту написали: мы, машина или менеджер' },
  );
  setHandler(
    messages.managerTookSignal,
    taking(
      guards.isManagerAct,
      ({ actId }) => `act:${actId}`,
      (act) => ({ ...act, type: 'managerTook' }),
    ),
    { description: 'Менеджер взял диалог в CRM' },
  );
  setHandler(
    messages.managerReleasedSignal,
    taking(
      guards.isManagerAct,
      ({ actId }) => `act:${actId}`,
      (act) => ({ ...act, type: 'managerReleased' }),
    ),
    { description: 'Менеджер вернул диалог боту в CRM' },
  );
  setHandler(
    messages.messageFailedSignal,
    taking(
      guards.isMessageFailure,
      ({ messageId }) => `failed:${messageId}`,
      (failure) => ({ ...failure, type: 'messageFailed' }),
    ),
    { description: 'Сообщение не доставлено' },
  );
  setHandler(
    messages.leadChangedSignal,
    taking(
      guards.isLeadChange,
      ({ changeId }) => `lead:${changeId}`,
      (change) => ({ ...change, type: 'leadChanged' }),
    ),
    { description: 'Сделка изменилась в CRM' },
  );

  const refuse = (command: CommandEvent): void => {
    const refused = loaded && refusal(dialog, command, { nowMs: Date.now(), policy: loaded.policy });
    if (refused) throw ApplicationFailure.nonRetryable(refused.message, refused.code);
  };
  /** Decided in the handler: the answer is the decision (facts/temporal_proved.md §3). A repeat under the same id changes nothing. */
  const commanding = async (command: CommandEvent): Promise<messages.CommandAnswer> => {
    awake = true;
    await condition(() => policyIsFresh()); // an update may come with the very first task, or to a dialog long at rest
    const previous = dialog.state.name;
    const id = currentUpdateInfo()?.id;
    if (loaded && (id === undefined || inbox.isNew(`update:${id}`))) {
      refuse(command);
      dialog = decide(dialog, command, Date.now(), loaded.policy);
    }
    awake = true;
    answeredAt = workflowInfo().historyLength;
    const { state } = dialog;
    return { state: state.name, previous, holder: state.name === 'withManager' ? state.holder : null, nowMs: Date.now() };
  };
  const validating =
    <T>(is: (value: unknown) => value is T, toEvent: (value: T) => CommandEvent) =>
    (payload: unknown): void => {
      if (!is(payload))
        throw ApplicationFailure.nonRetryable('Команда составлена неверно: не хватает полей или они не того вида.', 'MALFORMED');
      refuse(toEvent(payload));
    };
  const take = (command: messages.TakeCommand): CommandEvent => ({ ...command, type: 'take' });
  const release = (command: messages.ReleaseCommand): CommandEvent => ({ ...command, type: 'release' });
  const hold = (command: messages.HoldCommand): CommandEvent => ({ ...command, type: 'hold' });
  const say = (command: messages.SayCommand): CommandEvent => ({ ...command, type: 'say' });
  const cardOpened = (command: messages.CardOpenedCommand): CommandEvent => ({ ...command, type: 'cardOpened' });
  const settle = (command: messages.SettleCommand): CommandEvent => ({ ...command, type: 'settle' });
  setHandler(messages.takeUpdate, async (command) => commanding(take(command)), {
    validator: validating(guards.isTakeCommand, take),
    description: 'Взять диалог',
  });
  setHandler(messages.releaseUpdate, async (command) => commanding(release(command)), {
    validator: validating(guards.isReleaseCommand, release),
    description: 'Вернуть боту',
  });
  setHandler(messages.holdUpdate, async (command) => commanding(hold(command)), {
    validator: validating(guards.isHoldCommand, hold),
    description: 'Держать до',
  });
  setHandler(messages.sayUpdate, async (command) => commanding(say(command)), {
    validator: validating(guards.isSayCommand, say),
    description: 'Написать клиенту',
  });
  setHandler(messages.cardOpenedUpdate, async (command) => commanding(cardOpened(command)), {
    validator: validating(guards.isCardOpenedCommand, cardOpened),
    description: 'Ответственный открыл сделку',
  });
  setHandler(messages.settleUpdate, async (command) => commanding(settle(command)), {
    validator: validating(guards.isSettleCommand, settle),
    description: 'Отметить: ушло или не ушло',
  });
  setHandler(messages.dialogQuery, () => viewOf(dialog, Date.now(), loaded?.policy), { description: 'Диалог целиком' });
  void CancellationScope.current().cancelRequested.catch((reason: unknown) => {
    cancelled = reason;
    inbox.accept({ type: 'cancelRequested' });
  });

  function policyIsFresh(): boolean {
    return loaded !== undefined && Date.now() - loaded.atMs < POLICY_FRESH_MS;
  }
  const overLimit = (): boolean => workflowInfo().historyLength >= EVENTS_MAX || workflowInfo().continueAsNewSuggested;
  const rests = (): boolean => dialog.state.name === 'closed' && dialog.transcript.messages.length > 0 && isSettled();
  const isSettled = (): boolean =>
    isQuiet(dialog) && dialog.outbox.sends.length + dialog.outbox.writes.length + dialog.outbox.alerts.length === 0;
  const mayContinueAsNew = (): boolean => {
    const { historyLength } = workflowInfo();
    if (cancelled !== undefined || !isQuiet(dialog) || !(overLimit() || rests())) return false;
    return answeredAt !== historyLength || historyLength >= EVENTS_AT_ANY_COST;
  };
  const isOver = (): boolean =>
    cancelled !== undefined && dialog.state.name === 'closed' && isSettled() && inbox.isEmpty() && allHandlersFinished();

  const turnOver = ({ policy }: { policy: Policy }): void => {
    for (let event = inbox.take(); event !== undefined; event = inbox.take()) dialog = decide(dialog, event, Date.now(), policy);
    dialog = decide(dialog, { type: 'timePassed' }, Date.now(), policy);
    if (!overLimit() || cancelled !== undefined) {
      const started = startDue(dialog, Date.now(), policy);
      dialog = started.dialog;
      for (const effect of started.effects) void perform(effect).then((outcome) => inbox.accept(outcome));
      alarm.set(nextDeadline(dialog, policy));
    } else if (answeredAt === workflowInfo().historyLength) {
      alarm.set({ atMs: Date.now() + 1_000, why: 'Продолжение в новом прогоне' }); // this task may not: it answered an update
    }
    attributes.show(attributesOf(dialog, policy));
    setCurrentDetails(detailsOf(dialog, policy));
  };

  // In the root scope SDK 1.24 keeps several KB per turn for ever; inside one non-cancellable scope it keeps nothing.
  await CancellationScope.nonCancellable(async () => {
    while (!isOver()) {
      if (!policyIsFresh()) loaded = { policy: await loadPolicy({ nowMs: Date.now() }), atMs: Date.now() };
      alarm.hush();
      awake = false;
      if (loaded) turnOver(loaded);
      if (mayContinueAsNew() && allHandlersFinished())
        await continueAsNew<typeof dialogWorkflow>({ v: 1, dialog: rests() ? resting(dialog) : dialog, seen: inbox.snapshot() });
      await condition(() => !inbox.isEmpty() || awake || alarm.ringing() || isOver() || (mayContinueAsNew() && allHandlersFinished()));
    }
  });
  throw cancelled; // only an operator ends a dialog; so the status reads Cancelled
}

/** Meaningless to a stranger; new after a terminated run, so that old marks in the CRM are not taken for this one's. */
function ownId(): string {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  return `${workflowId.replace(/^dialog:/u, '').slice(0, 8)}.${firstExecutionRunId.slice(0, 8)}`;
}

/** An edit of a message is news of its own (SPEC D-03). */
function clientMessageId({ messageId, edited, text }: ClientMessage): string {
  return edited ? `edit:${messageId}:${text.length}:${text.slice(0, 80)}` : `in:${messageId}`;
}
