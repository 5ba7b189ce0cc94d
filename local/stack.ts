import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { journalUrl } from './journal/url.ts';
import { LOCAL } from './local-settings.ts';
import { answersAt, Part, saysReady } from './part.ts';
import { WEBHOOK_EVENTS } from '../activities/amocrm/subscription.ts';
import { freePort, mustBeFree, startDevServer, type DevServer } from './temporal/dev-server.ts';
import { register } from './temporal/register.ts';
import { Connection } from '@temporalio/client';

export interface Ports {
  api: number;
  metrics: number;
  temporal: number;
  temporalUi: number | undefined;
  amocrm: number;
  pact: number;
  bot: number;
  /** Of the journal's database; without it there is no journal. */
  journal?: number | undefined;
}

export interface StackOptions {
  /** State, logs and the database; survives restarts. */
  folder: string;
  ports: Ports;
  namespace?: string;
  /** Of Temporal: one dialog's clock can be moved. */
  timeSkipping?: boolean;
  /** Settings of the product and the simulators that differ from the local ones. */
  env?: Readonly<Record<string, string>>;
  /** Worker and API from `dist/` (`npm run build`) instead of the sources. */
  compiled?: boolean;
  /** A server somebody else runs. */
  temporalAddress?: string | undefined;
  say?: (line: string) => void;
  onUnexpectedEnd?: (sentence: string) => void;
}

/** Free ports for everything, so that two stacks can run side by side. */
export async function freePorts(): Promise<Ports> {
  const [api, metrics, temporal, amocrm, pact, bot] = await Promise.all(Array.from({ length: 6 }, () => freePort()));
  return {
    api: api ?? 0,
    metrics: metrics ?? 0,
    temporal: temporal ?? 0,
    temporalUi: undefined,
    amocrm: amocrm ?? 0,
    pact: pact ?? 0,
    bot: bot ?? 0,
  };
}

/** Everything on one machine: Temporal, the simulators, worker and API, each a process of its own (DESIGN §6). */
export class Stack {
  readonly options: StackOptions;
  readonly simulators: Part;
  readonly worker: Part;
  readonly api: Part;
  /** Where there is a journal. */
  readonly journal: Part | undefined;
  private server: DevServer | undefined;
  private starting: Promise<void> | undefined;
  private stopped = false;

  constructor(options: StackOptions) {
    this.options = options;
    const { ports, folder } = options;
    const env = this.settings();
    const part = (name: string, script: string, more: Pick<ConstructorParameters<typeof Part>[0], 'ready' | 'args'>): Part =>
      new Part({ name, script, env, logFile: join(folder, 'logs', `${name}.log`), ...more });
    this.simulators = part('simulators', 'simulators/main.ts', {
      ready: async () => {
        await Promise.all([ports.amocrm, ports.pact, ports.bot].map((port) => answersAt(`http://127.0.0.1:${port}/_sim/`)()));
      },
    });
    this.worker = part('worker', this.product('workers/main.ts'), { ready: saysReady });
    this.journal =
      ports.journal === undefined
        ? undefined
        : part('journal', 'local/journal/main.ts', { ready: saysReady, args: [join(folder, 'journal'), String(ports.journal)] });
    this.api = part('api', this.product('api/main.ts'), { ready: answersAt(`${this.urls.api}/healthz`) });
  }

  private product(script: string): string {
    return this.options.compiled ? `dist/${script.replace(/\.ts$/u, '.js')}` : script;
  }

  /** One more worker beside ours, as in production; whoever starts it stops it. Its metrics go nowhere. */
  anotherWorker(name: string): Part {
    return new Part({
      name,
      script: this.product('workers/main.ts'),
      env: { ...this.settings(), METRICS_PORT: '0' },
      logFile: join(this.options.folder, 'logs', `${name}.log`),
      ready: saysReady,
    });
  }

  get urls(): { api: string; amocrm: string; pact: string; bot: string; temporalUi: string | undefined } {
    const { ports } = this.options;
    const at = (port: number): string => `http://127.0.0.1:${port}`;
    return {
      api: at(ports.api),
      amocrm: at(ports.amocrm),
      pact: at(ports.pact),
      bot: at(ports.bot),
      temporalUi: ports.temporalUi === undefined ? undefined : at(ports.temporalUi),
    };
  }

  get temporalAddress(): string {
    return this.options.temporalAddress ?? `127.0.0.1:${this.options.ports.temporal}`;
  }

  /** Of the server that we started. */
  get temporalPid(): number | undefined {
    return this.server?.pid;
  }

  get namespace(): string {
    return this.options.namespace ?? 'estafeta';
  }

  get apiToken(): string {
    return this.settings()['API_TOKEN'] ?? LOCAL.API_TOKEN;
  }

  async start(): Promise<void> {
    this.stopped = false;
    this.starting = this.startAll();
    await this.starting;
  }

  private async startAll(): Promise<void> {
    const { folder, ports, onUnexpectedEnd = () => undefined } = this.options;
    await mkdir(join(folder, 'logs'), { recursive: true });
    await mustBeFree(ports.api, 'the API', 'PORT');
    await mustBeFree(ports.metrics, 'the worker’s metrics', 'METRICS_PORT');
    for (const name of ['amocrm', 'pact', 'bot'] as const)
      await mustBeFree(ports[name], `the ${name} simulator`, `SIM_${name.toUpperCase()}_PORT`);
    if (ports.journal !== undefined) await mustBeFree(ports.journal, 'the journal’s database', 'JOURNAL_PORT');
    this.startJournal();
    await allOrFirstError([this.startTemporal(), this.simulators.start(onUnexpectedEnd)]);
    if (this.stopped) throw new Error('Stopped while starting.');
    await allOrFirstError([this.worker.start(onUnexpectedEnd), this.api.start(onUnexpectedEnd)]);
    await this.subscribe();
  }

  /** The other way round: nobody writes to what is already gone. Also in the middle of a start, which then fails. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.stopParts();
    await this.starting?.catch(() => undefined);
    await this.stopParts(); // what was just coming up
    await this.server?.stop();
  }

  /** Nothing waits for it, and nothing ends with it: what the worker could not write meanwhile it writes later. */
  private startJournal(): void {
    const { say = () => undefined } = this.options;
    const told = (error: unknown): void =>
      say(`The journal is not written, everything else runs: ${error instanceof Error ? error.message : String(error)}`);
    this.journal?.start(told).catch(told);
  }

  private async stopParts(): Promise<void> {
    await this.api.stop();
    await Promise.all([this.worker.stop(), this.simulators.stop()]);
    await this.journal?.stop(); // after the worker, which writes the rest
  }

  async startTemporal(): Promise<void> {
    const { folder, ports, timeSkipping, temporalAddress, say } = this.options;
    if (temporalAddress === undefined) {
      this.server = await startDevServer({
        port: ports.temporal,
        ...(ports.temporalUi === undefined ? {} : { uiPort: ports.temporalUi }),
        dbFile: join(folder, 'temporal.db'),
        namespace: this.namespace,
        logFile: join(folder, 'logs', 'temporal.log'),
        ...(timeSkipping ? { timeSkipping } : {}),
        ...(say ? { say } : {}),
      });
    }
    const connection = await Connection.connect({ address: this.temporalAddress });
    await register(connection, this.namespace);
    await connection.close();
  }

  /** kill -9 of the server on its database file. */
  async killTemporal(): Promise<void> {
    await this.server?.kill();
  }

  /** The environment of every part. */
  settings(): Record<string, string> {
    const { ports, folder, env } = this.options;
    const { api, amocrm, pact, bot } = this.urls;
    return {
      ...LOCAL,
      PORT: String(ports.api),
      METRICS_PORT: String(ports.metrics),
      TEMPORAL_ADDRESS: this.temporalAddress,
      TEMPORAL_NAMESPACE: this.namespace,
      PUBLIC_URL: api,
      AMOCRM_BASE_URL: amocrm,
      ...(this.urls.temporalUi === undefined ? {} : { TEMPORAL_UI_URL: this.urls.temporalUi }),
      PACT_BASE_URL: `${pact}/api/p2`,
      MEDIA_HOSTS: new URL(pact).host,
      BOT_URL: bot,
      SIM_AMOCRM_PORT: String(ports.amocrm),
      SIM_PACT_PORT: String(ports.pact),
      SIM_BOT_PORT: String(ports.bot),
      SIM_DATA_DIR: join(folder, 'sim'),
      SIM_PACT_WEBHOOK_URL: `${api}/webhooks/pact/${LOCAL.WEBHOOK_SECRET}`,
      SIM_AMOCRM_AUTO_LEAD_SECONDS: '3',
      ...(ports.journal === undefined ? {} : { DATABASE_URL: journalUrl(ports.journal) }),
      ...env,
    };
  }

  /** The worker would do it within a minute, and so long nobody here wants to wait; Pact's simulator is told by its own setting. */
  private async subscribe(): Promise<void> {
    const destination = `${this.urls.api}/webhooks/amocrm/${LOCAL.WEBHOOK_SECRET}/`;
    const response = await fetch(`${this.urls.amocrm}/api/v4/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${LOCAL.AMOCRM_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ destination, settings: WEBHOOK_EVENTS }),
    });
    if (!response.ok)
      throw new Error(
        `The amoCRM simulator refused the webhook subscription (${response.status}): ${(await response.text()).slice(0, 300)}`,
      );
  }
}

/** Waits for all even when one fails: what is still starting could not be stopped. */
async function allOrFirstError(starts: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(starts);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
