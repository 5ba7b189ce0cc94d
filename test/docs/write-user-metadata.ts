import { rmSync, mkdirSync, writeFileSync } from 'node:fs';
import { USER_METADATA } from './user-metadata.ts';

/** `npm run docs:golden`: writes test/golden/user-metadata/ anew; read the difference before committing it. */
const folder = new URL('../golden/user-metadata/', import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(USER_METADATA)) writeFileSync(new URL(`${name}.md`, folder), text);
