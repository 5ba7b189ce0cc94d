import { log, setHandler } from '@temporalio/workflow';
import type { DialogEvent } from '../../domain/dialog/events.ts';
import { isClientMessage, isLeadChange, isManagerAct, isMessageFailure, isOutgoingMessage } from './guards.ts';
import { acceptClientMessage, type Inbox } from './inbox.ts';
import {
  clientWroteSignal,
  commandComesSignal,
  leadChangedSignal,
  managerReleasedSignal,
  managerTookSignal,
  managerWroteSignal,
  messageFailedSignal,
} from './messages.ts';

/** What has happened outside fills the inbox, once each; what cannot be read is dropped whole and logged (facts/temporal.md §1.2). */
export function listenToSignals(inbox: Inbox): void {
  const reads =
    <Payload>(fits: (payload: unknown) => payload is Payload, accept: (payload: Payload) => void) =>
    (payload: unknown): void => {
      if (fits(payload)) accept(payload);
      else log.warn('Dropped a signal whose payload does not fit');
    };
  const takes = <Payload>(
    fits: (payload: unknown) => payload is Payload,
    idOf: (payload: Payload) => string,
    toEvent: (payload: Payload) => DialogEvent,
  ): ((payload: unknown) => void) => reads(fits, (payload) => void inbox.acceptOnce(idOf(payload), toEvent(payload)));
  setHandler(
    clientWroteSignal,
    reads(isClientMessage, (message) => acceptClientMessage(inbox, message)),
    { description: 'Клиент написал' },
  );
  setHandler(
    managerWroteSignal,
    takes(
      isOutgoingMessage,
      ({ messageId }) => `out:${messageId}`,
      (message) => ({ ...message, type: 'managerWrote' }),
    ),
    { description: 'Клиенту написали: мы сами, машина или менеджер' },
  );
  setHandler(
    managerTookSignal,
    takes(
      isManagerAct,
      ({ actId }) => `act:${actId}`,
      (act) => ({ ...act, type: 'managerTook' }),
    ),
    { description: 'Менеджер взял диалог в CRM' },
  );
  setHandler(
    managerReleasedSignal,
    takes(
      isManagerAct,
      ({ actId }) => `act:${actId}`,
      (act) => ({ ...act, type: 'managerReleased' }),
    ),
    { description: 'Менеджер вернул диалог боту в CRM' },
  );
  setHandler(
    messageFailedSignal,
    takes(
      isMessageFailure,
      ({ messageId }) => `failed:${messageId}`,
      (failure) => ({ ...failure, type: 'messageFailed' }),
    ),
    { description: 'Сообщение не доставлено' },
  );
  setHandler(commandComesSignal, () => undefined, { description: 'Сейчас придёт команда' });
  setHandler(
    leadChangedSignal,
    takes(
      isLeadChange,
      ({ changeId }) => `lead:${changeId}`,
      (change) => ({ ...change, type: 'leadChanged' }),
    ),
    { description: 'Сделка изменилась в CRM' },
  );
}
