import { decodeTime } from 'ulid';
import type { AmoEvent } from './schema.ts';

/** An event's id is a ULID: its first part is the moment, more exact than its seconds (facts/amocrm.md §7.2). */
export const momentOf = ({ id, created_at: seconds }: AmoEvent): number =>
  /^[0-7][0-9a-hjkmnp-tv-z]{25}$/iu.test(id) ? decodeTime(id) : seconds * 1_000;
