import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/** The real policy with other durations («500 ms», «1 h») and settings, for `POLICY_FILE`. */
export async function policyFile(
  folder: string,
  durations: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const policy = parseDocument(await readFile(new URL('../config/policy.yaml', import.meta.url), 'utf8'));
  for (const [name, duration] of Object.entries(durations)) policy.setIn(['durations', name], duration);
  for (const [name, value] of Object.entries(settings)) policy.setIn(['settings', name], value);
  const path = join(folder, 'policy.yaml');
  await writeFile(path, policy.toString());
  return path;
}
