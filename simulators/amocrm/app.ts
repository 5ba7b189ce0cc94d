import express, { type ErrorRequestHandler, type Express } from 'express';
import { controlRoutes } from './control/control.ts';
import { ApiRefusal } from './http/errors.ts';
import { gate } from './http/gate.ts';
import { send } from './http/send.ts';
import { accountRoutes } from './routes/account.ts';
import { complexRoutes } from './routes/complex.ts';
import { contactRoutes } from './routes/contacts.ts';
import { customFieldRoutes } from './routes/custom-fields.ts';
import { eventRoutes } from './routes/events.ts';
import { leadRoutes } from './routes/leads.ts';
import { linkRoutes } from './routes/links.ts';
import { lossReasonRoutes } from './routes/loss-reasons.ts';
import { noteRoutes } from './routes/notes.ts';
import { oauthErrors, oauthRoutes } from './routes/oauth.ts';
import { pipelineRoutes } from './routes/pipelines.ts';
import { tagRoutes } from './routes/tags.ts';
import { taskRoutes } from './routes/tasks.ts';
import { unsortedCreateRoutes } from './routes/unsorted-create.ts';
import { unsortedRoutes } from './routes/unsorted.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import type { World } from './world/world.ts';

const API = '/api/v4';
const BODY_LIMIT = '5mb';
/** Routes that exist, so that a wrong method on them is 405 and not 404 (facts/amocrm.md §1.7). */
const COLLECTIONS = ['leads', 'contacts', 'companies', 'tasks'];

/** The simulator's HTTP side: API v4 under `/api/v4`, its strings under `/_sim`, a loud 404 for everything else. */
export function createApp(world: World): Express {
  const app = express().disable('x-powered-by');
  let requests = 0;
  app.use((_req, res, next) => {
    requests += 1;
    res.setHeader('x-request-id', `sim-amocrm-${requests}`);
    next();
  });
  app.use(express.json({ limit: BODY_LIMIT, strict: false, type: () => true }));
  app.use('/_sim', controlRoutes(world));
  app.use(gate(world));
  app.use('/oauth2', oauthRoutes(world));
  // What stands under a name comes before what stands under an id: /leads/pipelines before /leads/:id.
  app.use(API, accountRoutes(world), pipelineRoutes(world), customFieldRoutes(world), tagRoutes(world), lossReasonRoutes(world));
  app.use(API, unsortedRoutes(world), unsortedCreateRoutes(world), complexRoutes(world), noteRoutes(world), linkRoutes(world));
  app.use(API, leadRoutes(world), contactRoutes(world), taskRoutes(world), eventRoutes(world), webhookRoutes(world));
  app.all(
    COLLECTIONS.flatMap((name) => [`${API}/${name}`, `${API}/${name}/:id`]),
    (req) => {
      throw new ApiRefusal(405, `amoCRM does not have ${req.method} ${req.path}`);
    },
  );
  app.use((req) => {
    throw new ApiRefusal(404, `The simulator has no route ${req.method} ${req.path}`);
  });
  app.use('/oauth2', oauthErrors);
  app.use(asProblem);
  return app;
}

const asProblem: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) return next(error);
  if (error instanceof ApiRefusal) return send(res, { status: error.status, body: error.body });
  const status = statusOf(error);
  const { body } = new ApiRefusal(status, status === 400 ? 'The request body is not JSON' : `The simulator failed: ${String(error)}`);
  send(res, { status, body });
};

/** body-parser's errors know theirs; anything else is our own fault. */
function statusOf(error: unknown): number {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
}
