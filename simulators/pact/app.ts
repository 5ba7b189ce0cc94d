import express, { type Express, type RequestHandler } from 'express';
import multer from 'multer';
import { requireToken } from './http/access.ts';
import { attachmentRoutes, fileRoutes, MAX_FILE_BYTES } from './routes/attachments.ts';
import { authRoutes } from './routes/auths.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { answerError, answerOutage, notFound } from './http/errors.ts';
import { messageRoutes } from './routes/messages.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { controlRoutes } from './control/control.ts';
import type { World } from './world/world.ts';

/** The list of routes: Pact's API v2, the public files, the controls. */
export function createApp(world: World): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'extended'); // company_ids[]=1
  const bodies = [express.json({ limit: '30mb' }), express.urlencoded({ extended: true }), multipart()];
  const messages = messageRoutes(world);

  app.use('/api/p2', outage(world), bodies, requireToken);
  app.use('/api/p2/conversations/:conversationId/messages', messages.ofConversation);
  app.use('/api/p2/conversations', conversationRoutes(world));
  app.use('/api/p2/messages', messages.first);
  app.use('/api/p2/attachments', attachmentRoutes(world));
  app.use('/api/p2/companies/:companyId/webhooks', webhookRoutes(world));
  app.use('/api/p2', authRoutes(world));
  app.use('/files', fileRoutes(world));
  app.use('/_sim', bodies, controlRoutes(world));
  app.use(unknownRoute(world));
  app.use(answerError);
  return app;
}

function multipart(): RequestHandler {
  return multer({ storage: multer.memoryStorage(), limits: { fileSize: MAX_FILE_BYTES }, defParamCharset: 'utf8' }).any();
}

const outage =
  ({ store }: World): RequestHandler =>
  (_request, response, next) => {
    if (store.state.outage) answerOutage(response);
    else next();
  };

/** A route nobody expected is an error with the caller's own words in it, and is remembered. */
const unknownRoute =
  ({ journal, clock }: World): RequestHandler =>
  async (request, _response, next) => {
    journal.unknownRequest({ at_ms: await clock.nowMs(), method: request.method, path: request.path });
    next(notFound(`The Pact simulator has no ${request.method} ${request.path}; GET /_sim/ lists its controls`));
  };
