import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';

const YEAR = '365d';

/** The console's page and what belongs to it, from the folder that `npm run build` (or `npm start`) filled. They hold nothing of any dialog. */
export function consoleFiles(folder: string): Router {
  const router = Router();
  // Their names change with what is in them.
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: YEAR, index: false, fallthrough: false }));
  router.get('/', (_request, response) => {
    const page = join(folder, 'index.html');
    if (existsSync(page)) response.set('Cache-Control', 'no-cache').sendFile(page);
    else
      response
        .status(503)
        .type('text/plain; charset=utf-8')
        .send('Консоль ещё не собрана. Соберите её: npm run build:console (npm start делает это сам), и обновите страницу.');
  });
  return router;
}
