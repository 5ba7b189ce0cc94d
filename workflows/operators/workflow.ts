import { condition, continueAsNew, setHandler, upsertMemo, workflowInfo } from '@temporalio/workflow';
import { OPERATORS_MEMO, operatorAdmittedSignal, operatorRevokedSignal, ROLES, type Operator, type Revocation } from './messages.ts';

const OPERATORS_KEPT = 500;
const EVENTS_MAX = 500;

/** Keeps who may log in, and shows it in its memo. One for all; it never ends. */
export async function operatorsWorkflow(kept: readonly Operator[] = []): Promise<void> {
  let operators = kept;
  const keep = (next: readonly Operator[]): void => {
    operators = next.slice(-OPERATORS_KEPT);
    upsertMemo({ [OPERATORS_MEMO]: operators });
  };
  setHandler(
    operatorAdmittedSignal,
    (operator: unknown) => {
      if (isOperator(operator) && !operators.some(({ id }) => id === operator.id)) keep([...operators, operator]);
    },
    { description: 'Сотруднику дан доступ' },
  );
  setHandler(
    operatorRevokedSignal,
    (revocation: unknown) => {
      if (isRevocation(revocation)) keep(operators.map((operator) => revoked(operator, revocation)));
    },
    { description: 'У сотрудника отозван доступ' },
  );
  if (operators.length > 0) keep(operators);
  await condition(() => workflowInfo().historyLength >= EVENTS_MAX || workflowInfo().continueAsNewSuggested);
  await continueAsNew<typeof operatorsWorkflow>(operators);
}

/** Who is revoked stays so since then: their acts are still to be told by name. */
function revoked(operator: Operator, { id, atMs }: Revocation): Operator {
  return operator.id === id && operator.revokedAtMs === undefined ? { ...operator, revokedAtMs: atMs } : operator;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function isOperator(value: unknown): value is Operator {
  return (
    isRecord(value) &&
    typeof value['id'] === 'string' &&
    typeof value['name'] === 'string' &&
    typeof value['tokenHash'] === 'string' &&
    ROLES.some((role) => role === value['role'])
  );
}

const isRevocation = (value: unknown): value is Revocation =>
  isRecord(value) && typeof value['id'] === 'string' && typeof value['atMs'] === 'number';
