import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const SettingsSchema = z.strictObject({
  delay_ms: z.number().int().min(0).max(600_000),
  answer: z.enum(['sync', 'callback']),
});
export type Settings = z.infer<typeof SettingsSchema>;
export type SettingsChange = { [Name in keyof Settings]?: Settings[Name] | undefined };

const DEFAULTS: Settings = { delay_ms: 0, answer: 'sync' };

/** A scripted answer: a body as it is, a raw string (malformed on purpose), or either with a status and a delay of its own. */
const ScriptedWithStatus = z.strictObject({
  status: z.number().int().min(200).max(599),
  body: z.unknown(),
  delay_ms: z.number().int().min(0).optional(),
});

/** What goes out over HTTP; a string goes out raw. */
export interface Delivery {
  status: number;
  body: unknown;
  delayMs?: number | undefined;
}

/** What people and tests switch by /_sim: settings (kept in `dataDir` if there is one), outage, scripted answers. */
export class Controls {
  private readonly dataDir: string | undefined;
  private script: Delivery[] = [];
  settings: Settings;
  outage = false;

  constructor(dataDir: string | undefined) {
    this.dataDir = dataDir;
    this.settings = this.load();
  }

  change({ delay_ms = this.settings.delay_ms, answer = this.settings.answer }: SettingsChange): void {
    this.settings = { delay_ms, answer };
    if (this.dataDir === undefined) return;
    mkdirSync(this.dataDir, { recursive: true });
    // By rename, so that a start at the same moment never reads half a file.
    writeFileSync(`${this.file(this.dataDir)}.new`, JSON.stringify(this.settings));
    renameSync(`${this.file(this.dataDir)}.new`, this.file(this.dataDir));
  }

  play(answers: readonly unknown[]): void {
    this.script.push(...answers.map(toDelivery));
  }

  nextScripted(): Delivery | undefined {
    return this.script.shift();
  }

  get scriptedLeft(): number {
    return this.script.length;
  }

  reset(): void {
    this.script = [];
    this.outage = false;
    this.settings = DEFAULTS;
    if (this.dataDir !== undefined) rmSync(this.file(this.dataDir), { force: true });
  }

  private load(): Settings {
    try {
      return this.dataDir === undefined ? DEFAULTS : SettingsSchema.parse(JSON.parse(readFileSync(this.file(this.dataDir), 'utf8')));
    } catch {
      // No file yet, or one that people broke: the defaults are as good.
      return DEFAULTS;
    }
  }

  private file(dataDir: string): string {
    return join(dataDir, 'bot.json');
  }
}

function toDelivery(answer: unknown): Delivery {
  const withStatus = ScriptedWithStatus.safeParse(answer);
  if (!withStatus.success) return { status: 200, body: answer };
  const { status, body, delay_ms: delayMs } = withStatus.data;
  return { status, body, delayMs };
}
