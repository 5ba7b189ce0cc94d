/** `string`, `integer`, `number`, `boolean`, `null`, `object` or `array`; several with `|`. An object's and an array's own parts say what they are. */
export type Types = string;

/**
 * Key paths and types of an answer, as a fact sheet has them. `a.b[].c` is a path; a `?` at its end means that the key may be absent;
 * `a.*` stands for keys that are ids.
 */
export interface Shape {
  /** Where the sheet says so. */
  sheet: string;
  keys: Record<string, Types>;
}

/** What is wrong with the samples, one line each with the path; nothing = they have the shape, and together show every path of it. */
export function misfits({ keys }: Shape, samples: readonly unknown[]): string[] {
  const table = new Map(Object.entries(keys).map(([key, types]) => [key.replace(/\?$/, ''), types.split('|')]));
  const optional = new Set(Object.keys(keys).flatMap((key) => (key.endsWith('?') ? [key.slice(0, -1)] : [])));
  const children = childrenOf(table.keys());
  const seen = new Set<string>();
  const found = new Set<string>();

  const walk = (path: string, value: unknown): void => {
    seen.add(path);
    const type = typeOf(value);
    const below = children.get(path) ?? [];
    const allowed = [...(table.get(path) ?? []), ...impliedBy(path, below)];
    if (!allowed.includes(type) && !(type === 'integer' && allowed.includes('number')))
      found.add(`${path || 'the answer'} is ${type}, not ${allowed.join('|')}`);
    if (Array.isArray(value)) for (const one of value) enter(`${path}[]`, one);
    else if (type === 'object') walkObject(path, value as Record<string, unknown>, below);
  };
  const walkObject = (path: string, value: Record<string, unknown>, below: readonly string[]): void => {
    const anyKey = below.find((child) => child.endsWith('*'));
    for (const [key, one] of Object.entries(value)) enter(anyKey ?? (path === '' ? key : `${path}.${key}`), one);
    for (const child of below) if (child !== anyKey && !optional.has(child) && !(lastKey(child) in value)) found.add(`${child} is missing`);
  };
  const enter = (path: string, value: unknown): void => {
    if (table.has(path) || children.has(path)) walk(path, value);
    else found.add(`${path} is not in the table`);
  };

  for (const sample of samples) walk('', sample);
  for (const path of table.keys()) if (!seen.has(path)) found.add(`${path} was never seen`);
  return [...found].toSorted();
}

/** Every path to those right below it: `a` to `a.b`, `a[]` to `a[].c`. */
function childrenOf(paths: Iterable<string>): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const path of paths) {
    for (let child = path; child !== ''; child = parentOf(child)) {
      const siblings = children.get(parentOf(child)) ?? [];
      if (!siblings.includes(child)) siblings.push(child);
      children.set(parentOf(child), siblings);
    }
  }
  return children;
}

function impliedBy(path: string, below: readonly string[]): string[] {
  const isArray = below.includes(`${path}[]`);
  return [...(isArray ? ['array'] : []), ...(below.length > (isArray ? 1 : 0) ? ['object'] : [])];
}

const parentOf = (path: string): string => (path.endsWith('[]') ? path.slice(0, -2) : path.replace(/(^|\.)[^.]*$/, ''));
const lastKey = (path: string): string => path.replace(/^.*\./, '');

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** The keys of a part under its place in a whole: `{ id }` at `a[]` is `{ 'a[].id' }`. */
export function at(place: string, keys: Record<string, Types>): Record<string, Types> {
  return Object.fromEntries(Object.entries(keys).map(([key, types]) => [`${place}.${key}`, types]));
}
