import type { Response } from 'express';
import { callerOf } from '../middleware/auth.ts';
import { toProblem } from '../middleware/errors.ts';
import type { Operators } from '../operators/operators.ts';
import { openStream } from './stream.ts';
import type { Watches, WatchOptions } from './watch.ts';

export interface LiveDeps {
  operators: Pick<Operators, 'list'>;
}

const STILL_ALLOWED_EVERY_MS = 2_000;

/** Sends what is watched until the browser leaves, or until whoever looks may not any more. */
export function liveAnswer<T>(
  response: Response,
  { operators }: LiveDeps,
  watches: Watches<T>,
  key: string,
  options: WatchOptions<T>,
): void {
  const caller = callerOf(response);
  let stop = (): void => undefined;
  const stream = openStream(response, () => {
    stop();
    clearInterval(checking);
  });
  const checking = setInterval(() => {
    if (caller.kind === 'program') return;
    void operators.list().then(
      (all) => {
        if (all.some(({ id, revokedAtMs }) => id === caller.operator.id && revokedAtMs !== undefined)) stream.end();
      },
      () => undefined, // Temporal is away: nothing new is told anyway
    );
  }, STILL_ALLOWED_EVERY_MS);
  stop = watches.listen(key, options, {
    told: (answer) => stream.send('told', answer),
    failed: (error) => stream.send('trouble', toProblem(error).body()),
  });
}
