import { once } from 'node:events';
import { createServer as createHttpServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface Certificate {
  key: string;
  cert: string;
}

/** What stands between a third-party client and a simulator: TLS where a client insists on it, and a list of what was called. */
export interface Front {
  /** `localhost:41234`, over https if there is a certificate and plain otherwise. */
  host: string;
  /** For HTTPS_PROXY: whatever host a client asks for, it gets the simulator. */
  proxy: string;
  /** `GET /api/v4/leads/{id}`, each once, sorted. */
  calls(): string[];
  stop(): Promise<void>;
}

/** A number, amoCRM's event id (a ULID) and its ids of unsorted items. */
const ID = /^(\d+|[0-9a-hjkmnp-tv-z]{26}|[0-9a-f]{32,})$/;

/** Passes everything on to `target` unchanged, and says how the client spoke in `X-Forwarded-Proto`, as a real front would. */
export async function startFront(target: string, certificate?: Certificate): Promise<Front> {
  const seen = new Set<string>();
  const pass: RequestListener = (req, res) => {
    const { method = '', url = '', headers } = req;
    seen.add(`${method} ${shapeOf(url)}`);
    const forwarded = { ...headers, 'x-forwarded-proto': certificate === undefined ? 'http' : 'https' };
    const onward = httpRequest(target + url, { method, headers: forwarded }, (answer) => {
      res.writeHead(answer.statusCode ?? 0, answer.rawHeaders);
      answer.pipe(res);
    });
    onward.on('error', (error) => res.destroy(error));
    req.pipe(onward);
  };
  const server = certificate === undefined ? createHttpServer(pass) : createHttpsServer(certificate, pass);
  const port = await listen(server);
  const tunnel = createHttpServer();
  const tunnels = new Set<Socket>();
  tunnel.on('connect', (_req, client: Socket) => {
    const inside = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    for (const socket of [client, inside]) {
      tunnels.add(socket);
      socket.on('error', () => undefined); // a client may hang up as it likes
    }
    inside.pipe(client).pipe(inside);
  });
  const tunnelPort = await listen(tunnel);
  return {
    host: `localhost:${port}`,
    proxy: `http://127.0.0.1:${tunnelPort}`,
    calls: () => [...seen].toSorted(),
    async stop() {
      for (const socket of tunnels) socket.destroy();
      for (const one of [server, tunnel]) {
        const closed = once(one, 'close');
        one.close();
        one.closeAllConnections();
        await closed;
      }
    },
  };
}

function shapeOf(url: string): string {
  const [path = ''] = url.split('?');
  return path
    .split('/')
    .map((step) => (ID.test(step) ? '{id}' : step))
    .join('/');
}

async function listen(server: Server | ReturnType<typeof createHttpsServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
