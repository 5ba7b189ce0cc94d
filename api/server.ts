import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { PactClient } from '../activities/pact/client.ts';
import { dayStartMs, workingMsBetween } from '../calendar/calendar.ts';
import type { ApiEnv } from '../config/env.ts';
import { loadPolicyFile } from '../config/policy.ts';
import { lazyClient } from '../config/temporal.ts';
import { createContactKey, identityOf } from '../contact/contact-key.ts';
import { createPersonSeal } from '../contact/person-seal.ts';
import type { JournalReader } from '../journal/reader.ts';
import { createApp } from './app.ts';
import { createDialogWorkflows } from './dialog-workflows.ts';
import { createMediaSource } from './media/media-source.ts';
import { createOperators } from './operators/operators.ts';
import type { WidgetSettings } from './widget/token.ts';
import { createUsedTokens } from './widget/used-tokens.ts';

/** What is under way when a stop is asked for may end; streams and slow callers are cut. */
const FINISH_WITHIN_MS = 2_000;
/** A caller that has not sent its request by then is not going to. */
const REQUEST_WITHIN_MS = 30_000;

/** Longer a message does not wait for what it quotes: it comes without the quote. */
const QUOTE_WITHIN_MS = 1_000;

/** A film of 16 MB over a slow line. */
const MEDIA_WITHIN_MS = 60_000;
const MB = 1024 * 1024;

/** People look at numbers seldom. */
const JOURNAL_CONNECTIONS = 3;

const ROOT = new URL('..', import.meta.url);

export interface RunningApi {
  port: number;
  /** Stops accepting, lets what is under way end, leaves Temporal. */
  stop: () => Promise<void>;
}

interface ApiOptions {
  log: Logger;
  /** The business clock; the machine's unless a test or demo has its own. */
  now?: () => number | Promise<number>;
}

/** The API on its port. Starts without Temporal too and says 503 until it is there. Errors: PortTaken; PolicyError. */
export async function startApi(env: ApiEnv, { log, now = Date.now }: ApiOptions): Promise<RunningApi> {
  const { policy, calendar } = loadPolicyFile(fileURLToPath(new URL(env.POLICY_FILE, ROOT)));
  const { client, connection, namespace } = lazyClient(env);
  const contactKey = createContactKey(env.CONTACT_KEY_SECRET);
  const dialogWorkflows = createDialogWorkflows({
    client,
    connection,
    namespace,
    persons: createPersonSeal(env.CONTACT_KEY_SECRET),
    log,
    now,
  });
  const operators = createOperators({ client, connection, now });
  const usedTokens = createUsedTokens({ client, connection });
  const journal = await journalOf(env, log);
  const pact = new PactClient({ baseUrl: env.PACT_BASE_URL, token: env.PACT_TOKEN, companyId: env.PACT_COMPANY_ID });
  const app = createApp({
    dialogWorkflows,
    operators,
    isHttps: env.PUBLIC_URL.startsWith('https:'),
    quotedText: (conversationId, externalId) => pact.quotedText(conversationId, externalId, QUOTE_WITHIN_MS),
    media: createMediaSource({ hosts: env.MEDIA_HOSTS, maxBytes: env.MEDIA_MAX_MB * MB, withinMs: MEDIA_WITHIN_MS }),
    contactKeyOf: (contact) => contactKey(identityOf(contact)),
    pactCompanyId: env.PACT_COMPANY_ID,
    amocrmAccountId: env.AMOCRM_ACCOUNT_ID,
    webhookSecret: env.WEBHOOK_SECRET,
    apiToken: env.API_TOKEN,
    botSecret: env.BOT_SECRET,
    consoleFolder: fileURLToPath(new URL('console/dist/', ROOT)),
    workingMsBetween: (fromMs, toMs) => workingMsBetween(calendar.working, fromMs, toMs),
    dayStartMs: (day) => dayStartMs(calendar.working, day),
    ...(journal ? { journal: journal.reader } : {}),
    settings: {
      zone: calendar.working.zone,
      stages: policy.stageNames,
      reasonWords: policy.reasonWords,
      temporalUrl: env.TEMPORAL_UI_URL === undefined ? null : `${env.TEMPORAL_UI_URL.replace(/\/+$/u, '')}/namespaces/${namespace}`,
      crmUrl: env.AMOCRM_BASE_URL?.startsWith('https:') === true ? env.AMOCRM_BASE_URL.replace(/\/+$/u, '') : null, // a simulator has no cards
    },
    widget: widgetSettings(env),
    usedTokens,
    log,
    now,
  });
  const server = createServer({ requestTimeout: REQUEST_WITHIN_MS }, app);
  try {
    await listening(server, env.PORT);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async stop() {
      await closed(server);
      await Promise.all([dialogWorkflows.drained(), operators.drained(), usedTokens.drained()]);
      await Promise.all([connection.close(), journal?.close()]);
    },
  };
}

/** The widget of amoCRM's card needs to know its integration and where amoCRM is opened; without that there is none. */
function widgetSettings(env: ApiEnv): WidgetSettings | undefined {
  const { AMOCRM_CLIENT_ID: clientId, AMOCRM_CLIENT_SECRET: clientSecret, AMOCRM_BASE_URL: account } = env;
  if (clientId === undefined || clientSecret === undefined || account === undefined) return undefined;
  return {
    clientId,
    clientSecret,
    accountId: env.AMOCRM_ACCOUNT_ID,
    accountOrigin: new URL(account).origin,
    audience: new URL(env.AMOCRM_REDIRECT_URI ?? env.PUBLIC_URL).origin,
  };
}

/** Where DATABASE_URL names one. Its code is loaded only then: it is a third of a second of a start. */
async function journalOf(
  { DATABASE_URL: url }: ApiEnv,
  log: Logger,
): Promise<{ reader: JournalReader; close: () => Promise<void> } | undefined> {
  if (url === undefined) return undefined;
  const [{ openJournal }, { createJournalReader }] = await Promise.all([
    import('../journal/database.ts'),
    import('../journal/sql-reader.ts'),
  ]);
  const onError = (error: Error): void => log.debug({ error }, 'A connection to the journal broke');
  const database = openJournal(url, { connections: JOURNAL_CONNECTIONS, onError });
  return { reader: createJournalReader(database), close: () => database.close().catch(onError) };
}

/** Somebody else listens there: the message is the whole explanation. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(port: number) {
    super(`Port ${port} is taken: stop what listens there, or set PORT to another number, for example PORT=${port + 1}.`);
  }
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' ? new PortTaken(port) : error;
  }
}

async function closed(server: Server): Promise<void> {
  const done = once(server, 'close');
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN_MS);
  await done;
  clearTimeout(timer);
}
