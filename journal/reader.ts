import type { Place } from './read-dialog.ts';
import type { PeriodNumbers, Span } from './read-numbers.ts';
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
