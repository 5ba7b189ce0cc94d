import { createServer, type Server } from 'node:net';

/** A port of this machine that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await listens(server, 0);
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port could be found on this machine.');
  return address.port;
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
