import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { mentions } from './reading/words.ts';

const Named = z.object({ name: z.string(), words: z.array(z.string()).min(1) });

const Knowledge = z.object({
  sanatorium: z.string(),
  prepaymentPercent: z.number().int().min(1).max(100),
  seasons: z.array(z.object({ name: z.string(), from: z.string(), to: z.string() })),
  roomCategories: z.array(Named.extend({ perNightRub: z.record(z.string(), z.number().int()) })),
  defaultRoomCategory: z.string(),
  programmes: z.array(Named.extend({ extraPerNightRub: z.number().int() })),
  defaultProgramme: z.string(),
  children: z.object({ freeUpToAge: z.number().int(), discountUpToAge: z.number().int(), discountPercent: z.number().int() }),
  topics: z.array(z.object({ id: z.string(), title: z.string(), words: z.array(z.string()).min(1), answer: z.string() })),
});

export type Knowledge = z.infer<typeof Knowledge>;
export type Topic = Knowledge['topics'][number];

/** Reads knowledge.yaml once at start; a broken file stops the start with zod's sentence. */
export function loadKnowledge(): Knowledge {
  return Knowledge.parse(parse(readFileSync(new URL('./knowledge.yaml', import.meta.url), 'utf8')));
}

/** The topics a normalised text touches, in the order of the file. */
export function topicsOf(text: string, knowledge: Knowledge): Topic[] {
  return knowledge.topics.filter(({ words }) => words.some((word) => mentions(text, word)));
}

/** The first entry whose words occur; the file puts «Полулюкс» before «Люкс» for that reason. */
export function namedIn(text: string, entries: readonly { name: string; words: readonly string[] }[]): string | undefined {
  return entries.find(({ words }) => words.some((word) => mentions(text, word)))?.name;
}
