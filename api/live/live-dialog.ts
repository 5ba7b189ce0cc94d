import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { DialogView } from '../../workflows/dialog/view.ts';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { keyIn } from '../dialogs/command.ts';
import { dialogView } from '../dialogs/view.schema.ts';
import { contactKey } from '../dialogs/words.schema.ts';
import { problems, type Endpoint } from '../endpoint.ts';
import { liveAnswer, type LiveDeps } from './live.ts';
import { Watches } from './watch.ts';

export interface LiveDialogDeps extends LiveDeps {
  dialogWorkflows: Pick<DialogWorkflows, 'mark' | 'view'>;
}

const EVERY_MS = 700;

export interface LiveDialog {
  mark: string;
  /** The dialog’s present run in Temporal. */
  runId: string;
  view: DialogView;
}

/** The dialog that somebody has open, while it changes. Only a dialog that moved is asked: a query is billed, the look at its length is not. */
export function liveDialog({ dialogWorkflows, ...deps }: LiveDialogDeps): Endpoint {
  const watches = new Watches<LiveDialog>();

  const handle: RequestHandler<{ key: string }> = (request, response) => {
    const key = keyIn(request.params.key);
    liveAnswer(response, deps, watches, key, {
      everyMs: EVERY_MS,
      async read(previous) {
        const mark = await dialogWorkflows.mark(key);
        if (previous?.mark === mark) return previous;
        return { mark, runId: mark.split(' ')[0] ?? '', view: await dialogWorkflows.view(key) };
      },
    });
  };

  return {
    method: 'get',
    path: '/live/dialogs/:key',
    access: 'viewer',
    operation: {
      operationId: 'watchDialog',
      tags: ['Dialogs'],
      summary: 'One dialog, told anew whenever it changes',
      description: 'Server-sent events: `told` with the dialog and its run in Temporal, `trouble` with a problem while it cannot be read.',
      requestParams: { path: z.object({ key: contactKey }) },
      responses: {
        '200': {
          description: 'The stream.',
          content: { 'text/event-stream': { schema: z.object({ mark: z.string(), runId: z.string(), view: dialogView }) } },
        },
        ...problems('UNAUTHORIZED', 'UNKNOWN_DIALOG', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [handle],
  };
}
