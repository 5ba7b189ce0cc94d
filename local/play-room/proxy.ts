import type { RequestHandler } from 'express';
import { createProxyServer } from 'httpxy';

/** Hands whatever is not the room's to the API as it is, streams piece by piece, so that the console can stand in a frame of our own address. */
export function passTo(apiUrl: string): RequestHandler {
  const proxy = createProxyServer({ target: apiUrl });
  return async (request, response) => {
    try {
      await proxy.web(request, response);
    } catch (error) {
      if (response.headersSent || response.destroyed) return;
      const why = error instanceof Error ? error.message : String(error);
      response.status(502).json({ sentence: `API не отвечает по адресу ${apiUrl}: ${why}` });
    }
  };
}
