import assert from 'node:assert/strict';
import type { StateName } from '../../../domain/dialog/dialog.ts';
import type { Fact } from '../../../domain/journal/facts.ts';
import type { FakeWorld } from '../../support/fake-world.ts';

/** The journal alone tells who may talk: every change of it is a fact. */
const LEADS: { readonly [Kind in Fact['kind']]?: StateName } = {
  opened: 'withBot',
  handedOver: 'awaitingManager',
  taken: 'withManager',
  cardOpened: 'withManager',
  doubted: 'withManager',
  returned: 'withBot',
  closed: 'closed',
};

/** Whatever has happened, the journal has it: once, without gaps, and nothing personal. */
export function lookAtTheJournal({ journal, dialog }: FakeWorld): void {
  const facts = journal.map(({ fact }) => fact);
  assert.equal(
    facts.filter(({ kind }) => kind === 'clientWrote').length,
    dialog.client.seq,
    'each message of the client’s is in the journal once',
  );
  assert.equal(told(facts), dialog.state.name, `the journal tells who may talk: ${facts.map(({ kind }) => kind).join(', ')}`);
  assert.ok(!/[^\x20-\x7e]/u.test(JSON.stringify(facts)), 'nothing that anybody wrote is in the journal');
}

function told(facts: readonly Fact[]): StateName {
  let now: StateName = 'closed';
  let before: StateName = 'closed';
  for (const { kind } of facts) {
    if (kind === 'cardOpened' || (kind === 'doubted' && now !== 'withManager')) before = now;
    now = kind === 'lapsed' ? before : (LEADS[kind] ?? now);
  }
  return now;
}
