import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client, type ConnectionLike } from '@temporalio/client';
import type * as workflows from '../../workflows/index.ts';
import {
  OPERATORS_MEMO,
  operatorAdmittedSignal,
  operatorRevokedSignal,
  OPERATORS_WORKFLOW_ID,
  type Operator,
  type Revocation,
  type Role,
} from '../../workflows/operators/messages.ts';
import { NoWorkerAnswered, TemporalCalls } from '../temporal/calls.ts';
import { OPERATORS } from '../temporal/start-options.ts';

export type { Operator, Role } from '../../workflows/operators/messages.ts';

export interface NewOperator {
  name: string;
  role: Role;
  /** Who they are in amoCRM. */
  amocrmUserId?: number;
}

/** Who may log in. Errors: TemporalAway; NoWorkerAnswered where a change was stored and is not yet carried out. */
export interface Operators {
  /** Whose token it is, if it is anybody's and not revoked. What another API process revoked holds here within two seconds. */
  find(token: string): Promise<Operator | undefined>;
  /** Everybody, those who were revoked too. */
  list(): Promise<readonly Operator[]>;
  /** The token is told here and nowhere else. */
  admit(operator: NewOperator): Promise<{ operator: Operator; token: string }>;
  /** Resolves when the token is good for nothing any more. False: there is no such operator. */
  revoke(id: string): Promise<boolean>;
}

export interface OperatorsDeps {
  client: Client;
  connection: ConnectionLike;
  now: () => number | Promise<number>;
}

const KNOWN_FOR_MS = 2_000;
const CARRIED_OUT_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 50;
const TOKEN_BYTES = 32;

/** Tokens are random and long, so that their plain hash says nothing about them. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** What may be shown of them: everything but the hash. */
export function shown({ id, name, role, amocrmUserId, admittedAtMs, revokedAtMs }: Operator): Omit<Operator, 'tokenHash'> {
  return {
    id,
    name,
    role,
    ...(amocrmUserId === undefined ? {} : { amocrmUserId }),
    admittedAtMs,
    ...(revokedAtMs === undefined ? {} : { revokedAtMs }),
  };
}

/** Kept by a workflow of their own and read from its memo: neither a worker nor a billed query is needed to let somebody in (docs/decisions/023). */
export function createOperators({ client, connection, now }: OperatorsDeps): Operators & { drained(): Promise<void> } {
  const calls = new TemporalCalls(connection);
  const { workflow } = client;
  let known: { operators: Promise<readonly Operator[]>; untilMs: number } | undefined;

  async function read(): Promise<readonly Operator[]> {
    try {
      const { memo } = await calls.look(() => workflow.getHandle(OPERATORS_WORKFLOW_ID).describe());
      return (memo?.[OPERATORS_MEMO] as readonly Operator[] | undefined) ?? [];
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return []; // it starts with the first one
      throw error;
    }
  }

  function list(): Promise<readonly Operator[]> {
    if (known === undefined || performance.now() >= known.untilMs) {
      const operators = read();
      const mine = { operators, untilMs: performance.now() + KNOWN_FOR_MS };
      known = mine;
      operators.catch(() => {
        if (known === mine) known = undefined; // the next one asks again
      });
    }
    return known.operators;
  }

  /** The change is stored; it holds when everybody who looks can see it. */
  async function carriedOut(isDone: (operators: readonly Operator[]) => boolean): Promise<void> {
    const untilMs = performance.now() + CARRIED_OUT_WITHIN_MS;
    while (!isDone(await read())) {
      if (performance.now() > untilMs) throw new NoWorkerAnswered('no worker carried it out in time');
      await wait(LOOK_EVERY_MS);
    }
    known = undefined;
  }

  return {
    list,
    async find(token) {
      const hash = hashOf(token);
      return (await list()).find(({ tokenHash, revokedAtMs }) => tokenHash === hash && revokedAtMs === undefined);
    },
    async admit({ name, role, amocrmUserId }) {
      const token = `est_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
      const operator: Operator = {
        id: randomUUID(),
        name,
        role,
        ...(amocrmUserId === undefined ? {} : { amocrmUserId }),
        tokenHash: hashOf(token),
        admittedAtMs: await now(),
      };
      await calls.store(() =>
        workflow.signalWithStart<typeof workflows.operatorsWorkflow, [Operator]>('operatorsWorkflow', {
          ...OPERATORS,
          args: [],
          signal: operatorAdmittedSignal,
          signalArgs: [operator],
        }),
      );
      await carriedOut((operators) => operators.some(({ id }) => id === operator.id));
      return { operator, token };
    },
    async revoke(id) {
      const operator = (await read()).find((one) => one.id === id);
      if (operator === undefined) return false;
      const revocation: Revocation = { id, atMs: await now() };
      await calls.store(() => workflow.getHandle(OPERATORS_WORKFLOW_ID).signal(operatorRevokedSignal, revocation));
      await carriedOut((operators) => operators.every((one) => one.id !== id || one.revokedAtMs !== undefined));
      return true;
    },
    drained: () => calls.drained(),
  };
}
