import {
  ActivityNotFoundError,
  QueryRejectedError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { CrmAway } from '../dialog-workflows.ts';
import { Problem, PROBLEMS, type ProblemCode } from '../problem.ts';
import { GRPC, grpcCodeOf, NoWorkerAnswered, TemporalAway } from '../temporal/calls.ts';

/** What a trouble with Temporal means to the caller: the one place that knows both (facts/temporal.md §7). Undefined = none of Temporal's. */
export function temporalProblem(error: unknown): Problem | undefined {
  if (error instanceof TemporalAway)
    return new Problem('TEMPORAL_AWAY', 'Temporal did not answer, so nobody knows whether this was stored.', {
      retryAfterSeconds: 5,
      cause: error,
    });
  if (error instanceof CrmAway)
    return new Problem('CRM_AWAY', 'amoCRM не ответила на поиск вовремя.', { retryAfterSeconds: 30, cause: error });
  if (error instanceof NoWorkerAnswered)
    return new Problem('NO_WORKER', 'Temporal has the request, but no worker answered it in time.', { cause: error });
  if (error instanceof WorkflowNotFoundError)
    return new Problem('UNKNOWN_DIALOG', 'There is no dialog with this key, or it was ended by an operator.', { cause: error });
  if (error instanceof ActivityNotFoundError)
    return new Problem('TURN_OVER', 'The answer came too late: the turn has been answered, handed over or given up.', { cause: error });
  if (error instanceof WorkflowUpdateFailedError) return refusal(error);
  if (error instanceof WorkflowExecutionAlreadyStartedError || error instanceof QueryRejectedError)
    return new Problem('CONFLICT', 'The dialog is in a state that does not allow this.', { cause: error });
  return byGrpcCode(error);
}

/** A command that the dialog refused: the failure's type says why (workflows/dialog/messages.ts, RefusalCode). */
function refusal(error: WorkflowUpdateFailedError): Problem {
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure))
    return new Problem('REFUSED', 'The dialog ended before the command was carried out.', { cause: error });
  const code: ProblemCode = isProblemCode(cause.type) ? cause.type : 'REFUSED';
  return new Problem(code, sentence(cause.message), { cause: error });
}

const isProblemCode = (type: string | null | undefined): type is ProblemCode => typeof type === 'string' && Object.hasOwn(PROBLEMS, type);

function sentence(message: string): string {
  const text = message.trim();
  return /[.!?…»"]$/.test(text) ? text : `${text}.`;
}

function byGrpcCode(error: unknown): Problem | undefined {
  switch (grpcCodeOf(error)) {
    case undefined:
      return undefined;
    case GRPC.unavailable:
    case GRPC.deadlineExceeded:
      return new Problem('TEMPORAL_AWAY', 'Temporal did not answer.', { retryAfterSeconds: 5, cause: error });
    case GRPC.resourceExhausted:
      return new Problem('TEMPORAL_AWAY', 'Temporal is overloaded and refused the request.', { retryAfterSeconds: 10, cause: error });
    case GRPC.failedPrecondition:
      return new Problem('CONFLICT', 'The dialog was just being continued and refused several times in a row.', {
        retryAfterSeconds: 1,
        cause: error,
      });
    case GRPC.invalidArgument:
      return new Problem('MALFORMED_BODY', 'Temporal refused the request as invalid.', { cause: error });
    default:
      // A missing namespace, missing rights, an old server: nothing the caller could mend.
      return new Problem('INTERNAL', 'Temporal refused the API.', { cause: error });
  }
}
