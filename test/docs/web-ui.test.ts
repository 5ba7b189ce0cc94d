import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { Client, Connection } from '@temporalio/client';
import { format } from 'prettier';
import { SEARCH_ATTRIBUTES } from '../../config/search-attributes.ts';
import { LIST_COLUMNS, OWN_VIEWS, SAVED_VIEWS } from '../../local/web-ui.ts';
import { devClient, TEST_NAMESPACE } from '../support/environment.ts';
import { withTables } from './web-ui.ts';

const PAGE = new URL('../../docs/web-ui.md', import.meta.url);
const ALL = [...SAVED_VIEWS, ...OWN_VIEWS];

describe('docs/web-ui.md', () => {
  const page = readFileSync(PAGE, 'utf8');

  it('has the links, columns and reasons of today', async () => {
    const now = await format(withTables(page), { parser: 'markdown', printWidth: 140, singleQuote: true });
    assert.equal(page, now, 'Run «npm run docs:web-ui», read the difference and commit it.');
  });

  it('shows pictures that are there', () => {
    const pictures = [...page.matchAll(/\]\((images\/[^)]+)\)/gu)].map(([, path = '']) => path);
    assert.ok(pictures.length >= 6);
    for (const path of pictures) assert.ok(existsSync(new URL(path, PAGE)), path);
  });
});

describe('the saved views', () => {
  let client: Client;
  let connection: Connection;
  before(async function connect() {
    this.timeout(60_000);
    ({ client, connection } = await devClient());
  });
  after(() => connection.close());

  it('ask for search attributes that there are, and every one of those is a column', () => {
    const names = Object.keys(SEARCH_ATTRIBUTES);
    for (const { query } of ALL) for (const [name] of query.matchAll(/Dialog[A-Z]\w+/gu)) assert.ok(names.includes(name), name);
    assert.deepEqual([...LIST_COLUMNS].sort(), ['Workflow ID', ...names].sort());
  });

  for (const { title, query, ...view } of ALL) {
    it(`«${title}» is a query that Temporal understands`, async () => {
      assert.equal(typeof (await client.workflow.count(query)).count, 'number');
      if ('own' in view) assert.equal(query.split(String(view.own)).length, 2);
    });
  }

  it(`and one that it does not is refused in ${TEST_NAMESPACE}`, async () => {
    await assert.rejects(client.workflow.count("DialogMood='good'"));
  });
});
