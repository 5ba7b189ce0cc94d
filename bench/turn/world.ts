import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What became of one message of a guest's. Times on one clock, in ms. */
export interface Turn {
  writtenAtMs: number;
  storedAtMs?: number;
  /** From question to answer, within the bot. */
  botMs: number;
  repliedAtMs?: number;
  failed?: true;
}

const SENT_KEPT = 100;

/**
 * The bot and Pact in one: answers at once and remembers when. Not the simulators: they use more CPU for a turn than what is measured
 * here, and share its machine.
 */
export class World {
  url = '';
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private readonly turns = new Map<string, Turn & { replied: () => void }>();
  /** For whoever looks whether a send whose answer was lost has left. */
  private sent: { id: number; income: boolean; message: string; created_at: string }[] = [];
  private nextId = 5_100_000_001;

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** A guest is about to write `text`, which nobody else writes. Resolves when Pact has the reply. */
  expect(text: string): { turn: Turn; replied: Promise<void> } {
    let replied = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      replied = resolve;
    });
    const turn = { writtenAtMs: performance.now(), botMs: 0, replied };
    this.turns.set(text, turn);
    return { turn, replied: promise };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const atMs = performance.now();
    const body = Buffer.concat(chunks);
    const answer = request.method === 'GET' ? { messages: this.sent.toReversed() } : this.answerTo(request.url ?? '', body, atMs);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private answerTo(url: string, body: Buffer, atMs: number): object {
    return url === '/turn' ? this.answerTurn(body, atMs) : this.takeSend(body, atMs);
  }

  private answerTurn(body: Buffer, askedAtMs: number): object {
    const { messages } = JSON.parse(body.toString('utf8')) as { messages: { role: string; text: string }[] };
    const text = messages.findLast(({ role }) => role === 'client')?.text ?? '';
    const answer = { actions: [{ type: 'reply', text: `Ответ: ${text}` }], state: null };
    const turn = this.turns.get(text);
    if (turn) turn.botMs = performance.now() - askedAtMs;
    return answer;
  }

  private takeSend(body: Buffer, atMs: number): object {
    const { text } = JSON.parse(body.toString('utf8')) as { text: string };
    const question = text.slice(text.indexOf('Ответ: ') + 'Ответ: '.length);
    const turn = this.turns.get(question);
    if (turn) {
      turn.repliedAtMs ??= atMs;
      turn.replied();
      this.turns.delete(question);
    }
    const message = { id: this.nextId, income: false, message: text, created_at: new Date().toISOString() };
    this.nextId += 1;
    this.sent = [...this.sent.slice(1 - SENT_KEPT), message];
    return { status: 'ok', message };
  }
}
