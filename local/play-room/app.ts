import express, { type Express } from 'express';
import helmet from 'helmet';
import { passTo } from './proxy.ts';
import { answerRefusals } from './refusal.ts';
import { playRoutes, type RoutesDeps } from './routes.ts';

export interface AppDeps extends RoutesDeps {
  apiUrl: string;
  /** The built page. */
  pageFolder: string;
}

/** The page and what it asks under `/play/`; everything else is the API's. */
export function createApp({ apiUrl, pageFolder, ...deps }: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    '/play',
    helmet({ contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null, 'frame-src': ["'self'"] } } }),
    playRoutes(deps),
    express.static(pageFolder),
    (_request, response) => void response.status(404).json({ sentence: 'Такого адреса в игровой комнате нет.' }),
  );
  app.get('/', (request, response, next) => {
    // In the frame `/` is the console; in a tab of its own it is what was typed from memory.
    if (request.get('Sec-Fetch-Dest') === 'document') response.redirect('/play/');
    else next();
  });
  app.use(passTo(apiUrl), answerRefusals);
  return app;
}
