import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';

const YES: readonly string[] = ['д', 'да', 'y', 'yes'];

/** Asks in the terminal; anything but a clear yes is no. Ctrl-C calls `interrupt`, and the question counts as refused. */
export function terminalQuestion(terminal: { input: Readable; output: Writable; isTerminal?: boolean }, interrupt: AbortController) {
  return async (question: string): Promise<boolean> => {
    const { input, output, isTerminal = true } = terminal;
    const lines = createInterface({ input, output, terminal: isTerminal });
    lines.on('SIGINT', () => interrupt.abort());
    try {
      const answer = await lines.question(`${question} [д/Н] `, { signal: interrupt.signal });
      return YES.includes(answer.trim().toLowerCase());
    } catch (error) {
      if (interrupt.signal.aborted) return false;
      throw error;
    } finally {
      lines.close();
    }
  };
}
