import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { ROOT } from '../compile.ts';
import type { Evidence, Finding } from './check/evidence.ts';
import { historiesOf } from './given-out.ts';
import type { Stage } from './stage.ts';

/** All that is known of a guest of whom something was found, for whoever looks into it: under .cache/chaos/, the dialog's histories beside it. */
export async function keepEvidence(
  { guests, told, outages, polls }: Evidence,
  findings: readonly Finding[],
  { logs, client, keyOf }: Stage,
): Promise<void> {
  const folder = join(ROOT, '.cache/chaos');
  if (findings.length > 0) await cp(logs, join(folder, `logs-${guests[0]?.asked.phone}`), { recursive: true });
  for (const guest of guests) {
    const { phone } = guest.asked;
    const own = findings.filter((finding) => finding.phone === phone);
    if (own.length === 0) continue;
    const ids = guest.chat.map(({ id }) => id);
    const about = told.filter(({ messageId }) => ids.includes(messageId));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${phone}.json`), JSON.stringify({ findings: own, guest, told: about, outages, polls }, undefined, 1));
    for (const [at, history] of (await historiesOf(client, keyOf(phone))).entries())
      await writeFile(join(folder, `${phone}-history-${at}.json`), historyToJSON(history));
  }
}
