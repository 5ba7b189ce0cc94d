import type { RequestHandler } from 'express';
import type * as z from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { alertsBody } from '../alerts/get-alerts.ts';
import { problems, type Endpoint } from '../endpoint.ts';
import { liveAnswer, type LiveDeps } from './live.ts';
import { Watches } from './watch.ts';

export interface LiveAlertsDeps extends LiveDeps {
  dialogWorkflows: Pick<DialogWorkflows, 'alerts' | 'alertsMark'>;
}

export type LiveAlerts = z.infer<typeof alertsBody>;

const EVERY_MS = 1_500;

/** The notices while they come in; they are asked for only when there are new ones. */
export function liveAlerts({ dialogWorkflows, ...deps }: LiveAlertsDeps): Endpoint {
  const watches = new Watches<LiveAlerts & { mark: string }>();

  const handle: RequestHandler = (_request, response) => {
    liveAnswer(response, deps, watches, 'alerts', {
      everyMs: EVERY_MS,
      async read(previous) {
        const mark = await dialogWorkflows.alertsMark();
        if (previous?.mark === mark) return previous;
        return { mark, alerts: [...(await dialogWorkflows.alerts())] };
      },
    });
  };

  return {
    method: 'get',
    path: '/live/alerts',
    access: 'viewer',
    operation: {
      operationId: 'watchAlerts',
      tags: ['Alerts'],
      summary: 'The notices, told anew whenever there is another',
      description: 'Server-sent events: `told` with all of them, `trouble` with a problem while they cannot be read.',
      responses: {
        '200': { description: 'The stream.', content: { 'text/event-stream': { schema: alertsBody } } },
        ...problems('UNAUTHORIZED', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [handle],
  };
}
