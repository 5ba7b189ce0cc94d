import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Operator, Role } from '../api/operators/operators.ts';
import { PEOPLE } from './cli/people.ts';

export interface Login {
  name: string;
  role: Role;
  token: string;
}

/** The people of the simulators' amoCRM, and what each may do here. */
const WANTED = [
  { ...PEOPLE.anna, role: 'manager' },
  { ...PEOPLE.boris, role: 'manager' },
  { ...PEOPLE.senior, role: 'admin' },
] as const;

/** Who can log in to the console on this machine: admitted at the first start, the same at each later one. Their tokens lie in `folder`. */
export async function ensureLogins({
  api,
  apiToken,
  folder,
}: {
  api: string;
  apiToken: string;
  folder: string;
}): Promise<readonly Login[]> {
  const file = join(folder, 'logins.json');
  const known = (await readFile(file, 'utf8').then(JSON.parse, () => [])) as readonly Login[];
  const logins: Login[] = [];
  for (const { id, name, role } of WANTED) {
    const before = known.find((one) => one.name === name);
    logins.push(
      before !== undefined && (await isGood(api, before)) ? before : { name, role, token: await admit(api, apiToken, { id, name, role }) },
    );
  }
  await writeFile(file, JSON.stringify(logins), { mode: 0o600 });
  return logins;
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function isGood(api: string, { token }: Login): Promise<boolean> {
  return (await fetch(`${api}/session`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ token }) })).ok;
}

/** Errors: what the API said. */
async function admit(
  api: string,
  apiToken: string,
  { id, name, role }: { id: number; name: string; role: Operator['role'] },
): Promise<string> {
  const response = await fetch(`${api}/operators`, {
    method: 'POST',
    headers: { ...JSON_TYPE, authorization: `Bearer ${apiToken}` },
    body: JSON.stringify({ name, role, amocrmUserId: id }),
  });
  if (!response.ok) throw new Error(`The API let nobody in (${response.status}): ${(await response.text()).slice(0, 300)}`);
  return ((await response.json()) as { token: string }).token;
}
