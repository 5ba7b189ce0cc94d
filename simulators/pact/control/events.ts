import type { Request, Response } from 'express';
import { z } from 'zod';
import { read } from '../http/input.ts';
import type { World } from '../world/world.ts';
import { personPhone } from './people.ts';
import { lineOf } from './transcript.ts';

const KEEP_ALIVE_MS = 15_000;

/** Server-Sent Events: every new or changed message from now on, of one phone if `?phone=` says so. */
export function streamEvents({ feed, context }: World, request: Request, response: Response): void {
  const { phone: wanted } = read(request, z.object({ phone: personPhone.optional() }));
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' });
  response.write(': listening\n\n');
  const stop = feed.subscribe(({ kind, message, conversation }) => {
    if (wanted !== undefined && conversation.personPhone !== wanted) return;
    const data = { kind, phone: conversation.personPhone, conversation_id: conversation.id, ...lineOf(message, context()) };
    response.write(`event: message\nid: ${message.id}\ndata: ${JSON.stringify(data)}\n\n`);
  });
  const keepAlive = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS);
  response.once('close', () => {
    clearInterval(keepAlive);
    stop();
  });
}
