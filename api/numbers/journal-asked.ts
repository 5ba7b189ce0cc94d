import { JournalAway, type JournalReader } from '../../journal/reader.ts';
import { Problem } from '../problem.ts';

/** Asks the journal, if there is one. Errors: Problem, NO_JOURNAL or JOURNAL_AWAY. */
export async function journalAsked<Answer>(
  journal: JournalReader | undefined,
  ask: (journal: JournalReader) => Promise<Answer>,
): Promise<Answer> {
  if (journal === undefined) throw new Problem('NO_JOURNAL', 'Estafeta runs without a journal: DATABASE_URL is not set.');
  try {
    return await ask(journal);
  } catch (error) {
    if (error instanceof JournalAway) throw new Problem('JOURNAL_AWAY', 'Its database did not answer.', { cause: error });
    throw error;
  }
}
