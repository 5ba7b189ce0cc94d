import { ApplicationFailure, setHandler, type defineUpdate } from '@temporalio/workflow';
import type { CommandEvent } from '../../domain/dialog/events.ts';
import { isCardOpenedCommand, isHoldCommand, isReleaseCommand, isSayCommand, isSettleCommand, isTakeCommand } from './guards.ts';
import { cardOpenedUpdate, holdUpdate, releaseUpdate, sayUpdate, settleUpdate, takeUpdate, type CommandAnswer } from './messages.ts';
import type { DialogRun } from './run.ts';

/** What people ask of the dialog; each may be refused, and what is refused leaves no trace (SPEC D-54). */
export function listenToCommands(run: DialogRun): void {
  const obeys = <Payload>(
    update: ReturnType<typeof defineUpdate<CommandAnswer, [Payload]>>,
    fits: (payload: unknown) => payload is Payload,
    toEvent: (payload: Payload) => CommandEvent,
    description: string,
  ): void => {
    // Synchronous: an async validator never rejects anything (facts/temporal.md §1.2).
    const validator = (payload: unknown): void => {
      if (!fits(payload))
        throw ApplicationFailure.nonRetryable('Команда составлена неверно: не хватает полей или они не того вида.', 'MALFORMED');
      run.refuse(toEvent(payload));
    };
    setHandler(update, async (payload) => run.command(toEvent(payload)), { validator, description });
  };
  obeys(takeUpdate, isTakeCommand, (command) => ({ ...command, type: 'take' }), 'Взять диалог');
  obeys(releaseUpdate, isReleaseCommand, (command) => ({ ...command, type: 'release' }), 'Вернуть боту');
  obeys(holdUpdate, isHoldCommand, (command) => ({ ...command, type: 'hold' }), 'Держать до названного времени');
  obeys(sayUpdate, isSayCommand, (command) => ({ ...command, type: 'say' }), 'Написать клиенту');
  obeys(cardOpenedUpdate, isCardOpenedCommand, (command) => ({ ...command, type: 'cardOpened' }), 'Ответственный открыл сделку');
  obeys(settleUpdate, isSettleCommand, (command) => ({ ...command, type: 'settle' }), 'Отметить: ушло или не ушло');
}
