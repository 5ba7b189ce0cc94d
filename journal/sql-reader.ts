import type { JournalDatabase } from './database.ts';
import { readDialog } from './read-dialog.ts';
import { readNumbers } from './read-numbers.ts';
import { JournalAway, type JournalReader } from './reader.ts';

export function createJournalReader({ ready }: Pick<JournalDatabase, 'ready'>): JournalReader {
  return {
    dialog: (contactKey, limit, before) => told(async () => readDialog(await ready(), contactKey, limit, before)),
    numbers: (span) => told(async () => readNumbers(await ready(), span)),
  };
}

async function told<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw new JournalAway('The journal cannot be read', { cause: error });
  }
}
