import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withTables } from './web-ui.ts';

/** `npm run docs:web-ui`: writes the tables of docs/web-ui.md anew. */
const path = fileURLToPath(new URL('../../docs/web-ui.md', import.meta.url));
writeFileSync(path, withTables(readFileSync(path, 'utf8')));
execFileSync('npx', ['prettier', '--write', '--log-level', 'warn', path], { stdio: 'inherit' });
