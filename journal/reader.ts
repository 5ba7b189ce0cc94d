import type { JournalDatabase } from './database.ts';
import { readDialog, type Place } from './read-dialog.ts';
import { readNumbers, type PeriodNumbers, type Span } from './read-numbers.ts';
import type { JournalRow } from './rows.ts';

/** The journal cannot be read just now; the dialogs go on without it. */
export class JournalAway extends Error {
  override readonly name = 'JournalAway';
}

/** What can be asked of the journal. Errors: JournalAway. */
export interface JournalReader {
  dialog(contactKey: string, limit: number, before?: Place): Promise<readonly JournalRow[]>;
  numbers(span: Span): Promise<PeriodNumbers>;
}

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
