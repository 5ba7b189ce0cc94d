import type { Response } from 'express';

/** Proxies and browsers give a silent stream up. */
const BEAT_EVERY_MS = 15_000;

/** Server-sent events on one answer. */
export interface Stream {
  send(event: string, data: unknown): void;
  /** Ends it from our side; the browser asks again by itself. */
  end(): void;
}

/** Opens the stream; `onClose` runs once, whoever ends it. */
export function openStream(response: Response, onClose: () => void): Stream {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no', // nginx would keep it back
  });
  response.flushHeaders();
  const beat = setInterval(() => response.write(':\n\n'), BEAT_EVERY_MS);
  response.once('close', () => {
    clearInterval(beat);
    onClose();
  });
  return {
    send: (event, data) => void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => void response.end(),
  };
}
