import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/** Below the ports that systems give to outgoing connections: one of those could be taken between this look and its use. */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;
const LOOKS = 100;

/** A port of this machine that nobody listens on now. */
export async function freePort(): Promise<number> {
  for (let look = 0; look < LOOKS; look += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    const server = createServer();
    const isFree = await listens(server, port).then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  throw new Error(`No free port could be found between ${FIRST_PORT} and ${LAST_PORT} on this machine.`);
}

/** Errors: one sentence that says who may hold it and names the variable to change. */
export async function mustBeFree(port: number, whose: string, variable: string, mayHoldIt = 'the program that holds it'): Promise<void> {
  const server = createServer();
  try {
    await listens(server, port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port}, which ${whose} needs, is taken: end ${mayHoldIt}, or name another port with ${variable}=….`, {
      cause: error,
    });
  }
  await new Promise((resolve) => server.close(resolve));
}

const listens = async (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
