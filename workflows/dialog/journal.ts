import { proxySinks, type Sinks } from '@temporalio/workflow';
import type { Dialog } from '../../domain/dialog/dialog.ts';
import type { DialogEvent } from '../../domain/dialog/events.ts';
import type { Fact, JournalEntry } from '../../domain/journal/facts.ts';
import { journalFacts } from '../../domain/journal/journal-facts.ts';

/** Costs no history event and is silent on replay; the worker adds which run and which task it came from. */
export interface JournalSinks extends Sinks {
  journal: { record(entry: JournalEntry): void };
}

const { journal } = proxySinks<JournalSinks>();

/** What this run has told of its decisions: numbered, so that a repeat changes nothing (DESIGN §3, Journal). */
export class RunJournal {
  private told = 0;

  decided(before: Dialog, event: DialogEvent, after: Dialog): void {
    this.tell(after, journalFacts(before, event, after, Date.now()));
  }

  /** The last of this run: the next one counts anew. */
  continues(dialog: Dialog): void {
    this.tell(dialog, [{ kind: 'continued', spec: 'D-94' }]);
  }

  private tell({ state, episode }: Dialog, facts: readonly Fact[]): void {
    if (facts.length === 0) return;
    journal.record({ seq: this.told, atMs: Date.now(), state: state.name, episode: episode.number, facts });
    this.told += facts.length;
  }
}
