import express, { type Express, type RequestHandler } from 'express';
import multer from 'multer';
import { requireToken, requireTokenV1 } from './http/access.ts';
import { attachmentRoutes, fileRoutes, MAX_FILE_BYTES } from './routes/attachments.ts';
import { authRoutes } from './routes/auths.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { answerError, answerErrorV1, notFound } from './http/errors.ts';
import { answerHtml, scriptedFaults } from './http/faults.ts';
import { pathOf } from './http/input.ts';
import { messageRoutes } from './routes/messages.ts';
import { v1Routes } from './routes/v1/routes.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { controlRoutes } from './control/control.ts';
import type { World } from './world/world.ts';

/** The list of routes: Pact's API v2, its old v1, the public files, the controls. */
export function createApp(world: World): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'extended'); // company_ids[]=1
  const bodies = [express.json({ limit: '30mb' }), express.urlencoded({ extended: true }), multipart()];
  const messages = messageRoutes(world);

  app.use('/api/p2', outage(world), scriptedFaults(world), bodies, requireToken);
  app.use('/api/p2/conversations/:conversationId/messages', messages.ofConversation);
  app.use('/api/p2/conversations', conversationRoutes(world));
  app.use('/api/p2/messages', messages.first);
  app.use('/api/p2/attachments', attachmentRoutes(world));
  app.use('/api/p2/companies/:companyId/webhooks', webhookRoutes(world));
  app.use('/api/p2', authRoutes(world));
  app.use('/p1', outage(world), scriptedFaults(world), bodies, requireTokenV1, v1Routes(world), unknownRoute(world), answerErrorV1);
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
    if (store.state.outage) answerHtml(response, 502);
    else next();
  };

/** A route nobody expected is an error with the caller's own words in it, and is remembered. */
const unknownRoute =
  ({ journal, clock }: World): RequestHandler =>
  async (request, _response, next) => {
    const path = pathOf(request);
    journal.unknownRequest({ at_ms: await clock.nowMs(), method: request.method, path });
    next(notFound(`The Pact simulator has no ${request.method} ${path}; GET /_sim/ lists its controls`));
  };
