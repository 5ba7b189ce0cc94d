import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import { decisionTable } from './decision-table.ts';

describe('docs/decision-table.md', () => {
  it('says what decide() does today', async () => {
    const written = readFileSync(new URL('../../docs/decision-table.md', import.meta.url), 'utf8');
    const now = await format(decisionTable(), { parser: 'markdown', printWidth: 140, singleQuote: true });
    assert.equal(written, now, 'The rules have changed: run «npm run docs:decision-table», read the difference and commit it.');
  });
});
