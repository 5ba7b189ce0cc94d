import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Between Pact and the API: can hold back what Pact tells of our own messages, so that a lost answer has to be looked for (SPEC D-91). */
export interface Relay {
  url: string;
  /** 0 = passed on at once. */
  holdEchoesMs: number;
  close(): void;
}

const REPEAT_AFTER_MS = 1_000;

export async function startRelay(): Promise<Relay & { passTo: (url: string) => void }> {
  let target = '';
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const relay = {
    url: `http://127.0.0.1:${port}/`,
    holdEchoesMs: 0,
    passTo: (url: string) => {
      target = url;
    },
    close: () => {
      target = '';
      server.close();
      server.closeAllConnections();
    },
  };
  return relay;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (relay.holdEchoesMs === 0 || !isEcho(body)) {
      response.writeHead(await post(body)).end();
      return;
    }
    response.writeHead(200).end();
    await wait(relay.holdEchoesMs);
    while (target !== '' && (await post(body)) !== 200) await wait(REPEAT_AFTER_MS);
  }

  async function post(body: string): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    return fetch(target, { method: 'POST', headers, body }).then(
      ({ status }) => status,
      () => 502,
    );
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function isEcho(body: string): boolean {
  const { type, object } = JSON.parse(body) as { type?: string; object?: { income?: boolean } };
  return type === 'message' && object?.income === false;
}
