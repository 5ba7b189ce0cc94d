import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decisionTable } from './decision-table.ts';

/** `npm run docs:decision-table`: writes docs/decision-table.md anew. */
const path = fileURLToPath(new URL('../../docs/decision-table.md', import.meta.url));
writeFileSync(path, decisionTable());
execFileSync('npx', ['prettier', '--write', '--log-level', 'warn', path], { stdio: 'inherit' });
