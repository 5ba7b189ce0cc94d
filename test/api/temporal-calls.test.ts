import assert from 'node:assert/strict';
import { ServiceError, type ConnectionLike } from '@temporalio/client';
import { NoWorkerAnswered, TemporalAway, TemporalCalls } from '../../api/temporal/calls.ts';

/** An error as the gRPC client throws it. */
const grpc = (code: number): Error =>
  new ServiceError('Failed', { cause: Object.assign(new Error(`${code}`), { code, details: 'details', metadata: {} }) });

/** A connection that leaves deadlines to the one who calls; whether it answers a look at it is the test's to say. */
const connection = (isThere: boolean): ConnectionLike =>
  ({
    withDeadline: <T>(_deadline: number | Date, call: () => Promise<T>) => call(),
    workflowService: { getSystemInfo: () => (isThere ? Promise.resolve({}) : Promise.reject(grpc(14))) },
  }) as unknown as ConnectionLike;

describe('the API calls Temporal', () => {
  it('D-92: a call that goes on past its deadline is given up in time for an answer within two seconds', async () => {
    const startedAtMs = Date.now();
    await assert.rejects(
      new TemporalCalls(connection(true)).store(() => new Promise(() => undefined)),
      TemporalAway,
    );
    assert.ok(Date.now() - startedAtMs < 1_900, `${Date.now() - startedAtMs} ms`);
  });

  it('an update refused at a continue-as-new is repeated as it was', async () => {
    let tries = 0;
    const answer = await new TemporalCalls(connection(true)).ask(() => (++tries < 4 ? Promise.reject(grpc(9)) : Promise.resolve('taken')));
    assert.deepEqual([answer, tries], ['taken', 4]);
  });

  it('refused again and again it is given up as refused', async () => {
    let tries = 0;
    const asked = new TemporalCalls(connection(true)).ask(() => Promise.reject(grpc(++tries && 9)));
    await assert.rejects(asked, ServiceError);
    assert.equal(tries, 6);
  });

  it('any other refusal is not repeated', async () => {
    let tries = 0;
    await assert.rejects(
      new TemporalCalls(connection(true)).ask(() => Promise.reject(grpc(++tries && 3))),
      ServiceError,
    );
    assert.equal(tries, 1);
  });

  for (const code of [1, 4]) {
    it(`no answer in time (gRPC ${code}) means no worker while Temporal is there, and Temporal away otherwise`, async () => {
      const ask = (isThere: boolean): Promise<never> => new TemporalCalls(connection(isThere)).ask(() => Promise.reject(grpc(code)));
      await assert.rejects(ask(true), NoWorkerAnswered);
      await assert.rejects(ask(false), TemporalAway);
    });
  }

  it('it is drained when the last call has ended, a given up one too', async () => {
    const calls = new TemporalCalls(connection(true));
    let end: () => void = () => undefined;
    let isOver = false;
    const asked = calls.store(() => new Promise<void>((resolve) => (end = resolve)));
    const drained = calls.drained().then(() => (isOver = true));
    await assert.rejects(asked, TemporalAway);
    assert.equal(isOver, false);
    end();
    await drained;
  });
});
