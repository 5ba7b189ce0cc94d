import * as z from 'zod';
import { policyFile } from './policy-schema.ts';

type Path = readonly PropertyKey[];

/** Sentences for people: where in the file, what stands there, what should, with an example. */
export function mistakeOf(issue: z.core.$ZodIssue, file: unknown): string[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map(
      (key) => `${nameOf([...path, key])} is no setting: remove it or correct its name, for example ${known.join(', ')}.`,
    );
  }
  const expected =
    issue.code === 'invalid_key' || issue.code === 'invalid_element' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const found = valueAt(file, path);
  return [
    found === undefined ? `${nameOf(path)} is missing: write ${expected}.` : `${nameOf(path)} is ${shown(found)}: write ${expected}.`,
  ];
}

const nameOf = (path: Path): string => (path.length === 0 ? 'The file' : path.map(String).join('.'));
const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 100);

function valueAt(file: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), file);
}

function keysAt(path: Path): string[] {
  let schema: unknown = policyFile;
  for (const key of path) schema = schema instanceof z.ZodObject ? schema.shape[String(key)] : undefined;
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
