import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** How a link is cut: nobody there, everything hangs, or whatever is said breaks off. */
export const CUTS = ['refused', 'stalled', 'broken'] as const;
export type Cut = (typeof CUTS)[number];

/** One HTTP request as it passed; instants in epoch ms. */
export interface Passed {
  /** When it had left who asks. */
  atMs: number;
  method: string;
  path: string;
  /** When its answer came by, and what it said; absent if none did. */
  answeredAtMs?: number;
  status?: number;
}

const REQUEST = /^(GET|POST|PUT|PATCH|DELETE) (\S+) HTTP\/1/u;
const ANSWER = /^HTTP\/1\.\d (\d{3})/u;

/** A TCP relay between two parts, so that one cannot reach the other for a while. It reads the first lines of HTTP and changes nothing. */
export class Link {
  readonly passed: Passed[] = [];
  private readonly target: number;
  private readonly sockets = new Set<Socket>();
  private readonly held: (() => void)[] = [];
  private server: Server | undefined;
  private cutAs: Cut | undefined;
  private ownPort = 0;

  constructor(target: number) {
    this.target = target;
  }

  get port(): number {
    return this.ownPort;
  }

  async open(): Promise<void> {
    const server = createServer({ noDelay: true }, (near) => this.join(near));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.ownPort, '127.0.0.1', resolve);
    });
    this.ownPort = (server.address() as AddressInfo).port;
  }

  async cut(how: Cut): Promise<void> {
    this.cutAs = how;
    if (how === 'stalled') return;
    const closed = how === 'refused' ? this.stopListening() : undefined;
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  async mend(): Promise<void> {
    const was = this.cutAs;
    this.cutAs = undefined;
    if (was === 'refused') await this.open();
    for (const goOn of this.held.splice(0)) goOn();
  }

  async close(): Promise<void> {
    this.cutAs = 'broken';
    const closed = this.server?.listening ? this.stopListening() : undefined;
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async stopListening(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server?.close(() => resolve());
      for (const socket of this.sockets) socket.destroy();
    });
  }

  private join(near: Socket): void {
    if (this.cutAs === 'broken') return void near.destroy();
    const far = connect({ port: this.target, host: '127.0.0.1', noDelay: true });
    let last: Passed | undefined;
    for (const socket of [near, far]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (chunk: Buffer) => {
      const [, method, path] = REQUEST.exec(chunk.subarray(0, 2_000).toString('latin1')) ?? [];
      if (method !== undefined && path !== undefined) {
        last = { atMs: Date.now(), method, path };
        this.passed.push(last);
      }
      this.hand(chunk, near, far);
    });
    far.on('data', (chunk: Buffer) => {
      const [, status] = ANSWER.exec(chunk.subarray(0, 20).toString('latin1')) ?? [];
      if (status !== undefined && last !== undefined && last.status === undefined)
        Object.assign(last, { answeredAtMs: Date.now(), status: Number(status) });
      this.hand(chunk, far, near);
    });
    near.on('end', () => this.whenUp(() => far.end()));
    far.on('end', () => this.whenUp(() => near.end()));
  }

  private hand(chunk: Buffer, from: Socket, to: Socket): void {
    if (this.cutAs === 'stalled') from.pause();
    this.whenUp(() => {
      if (to.destroyed) return;
      from.resume();
      if (to.write(chunk)) return;
      from.pause();
      to.once('drain', () => from.resume());
    });
  }

  private whenUp(act: () => void): void {
    if (this.cutAs === 'stalled') this.held.push(act);
    else act();
  }
}
