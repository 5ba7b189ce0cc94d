import assert from 'node:assert/strict';
import {
  ActivityNotFoundError,
  QueryNotRegisteredError,
  QueryRejectedError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { NoWorkerAnswered, TemporalAway } from '../../api/temporal/calls.ts';
import { startApp, type StartedApp } from './start-app.ts';

/** An error as the gRPC client throws it. */
const grpc = (code: number): Error => Object.assign(new Error(`${code}`), { code, details: 'details', metadata: {} });
const service = (code: number): Error => new ServiceError('Failed to query Workflow', { cause: grpc(code) });

const TABLE: [string, unknown, number, string, boolean][] = [
  ['the dialog is not there', new WorkflowNotFoundError('no', 'dialog:k1', undefined), 404, 'UNKNOWN_DIALOG', false],
  ['the turn is over', new ActivityNotFoundError('Not found'), 409, 'TURN_OVER', false],
  ['it runs already', new WorkflowExecutionAlreadyStartedError('no', 'dialog:k1', 'dialogWorkflow'), 409, 'CONFLICT', false],
  ['the query was rejected', new QueryRejectedError(2), 409, 'CONFLICT', false],
  ['nobody answered', new NoWorkerAnswered('no'), 504, 'NO_WORKER', false],
  ['Temporal is away', new TemporalAway('no'), 503, 'TEMPORAL_AWAY', true],
  ['UNAVAILABLE', service(14), 503, 'TEMPORAL_AWAY', true],
  ['DEADLINE_EXCEEDED', service(4), 503, 'TEMPORAL_AWAY', true],
  ['RESOURCE_EXHAUSTED', service(8), 503, 'TEMPORAL_AWAY', true],
  ['FAILED_PRECONDITION', service(9), 409, 'CONFLICT', true],
  ['FAILED_PRECONDITION, bare', grpc(9), 409, 'CONFLICT', true],
  ['INVALID_ARGUMENT', service(3), 400, 'MALFORMED_BODY', false],
  ['UNAUTHENTICATED', service(16), 500, 'INTERNAL', false],
  ['PERMISSION_DENIED', service(7), 500, 'INTERNAL', false],
  ['UNIMPLEMENTED', service(12), 500, 'INTERNAL', false],
  ['the namespace is missing', new NamespaceNotFoundError('estafeta'), 500, 'INTERNAL', false],
  ['the query is unknown', new QueryNotRegisteredError('no', 3), 500, 'INTERNAL', false],
];

describe('what Temporal says no with becomes one answer each', () => {
  let app: StartedApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  for (const [what, failure, status, code, retryAfter] of TABLE) {
    it(`${what}: ${status} ${code}`, async () => {
      app.door.failure = failure;
      const answer = await app.send('GET', '/dialogs/k1');
      assert.deepEqual([answer.status, answer.json['code'], answer.type], [status, code, 'application/problem+json; charset=utf-8']);
      assert.equal(answer.headers.has('retry-after'), retryAfter);
    });
  }
});
