import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Contact } from '../domain/dialog/dialog.ts';
import { getAlerts } from './alerts/get-alerts.ts';
import { postTurn } from './bot/post-turn.ts';
import { consoleFiles } from './console/console-files.ts';
import { getContacts } from './contacts/get-contacts.ts';
import { createApiCounters, type ApiCounters } from './counters.ts';
import type { DialogWorkflows } from './dialog-workflows.ts';
import { getAttachment } from './dialogs/get-attachment.ts';
import type { JournalReader } from '../journal/reader.ts';
import { getDialog } from './dialogs/get-dialog.ts';
import { getDialogs } from './dialogs/get-dialogs.ts';
import { postCardOpened } from './dialogs/post-card-opened.ts';
import { postDialogs } from './dialogs/post-dialogs.ts';
import { postHold } from './dialogs/post-hold.ts';
import { postRelease } from './dialogs/post-release.ts';
import { postSay } from './dialogs/post-say.ts';
import { postSettle } from './dialogs/post-settle.ts';
import { postTake } from './dialogs/post-take.ts';
import { createDocs } from './docs/docs.ts';
import type { Access, Endpoint } from './endpoint.ts';
import { getHealthz } from './health/get-healthz.ts';
import { getMetrics } from './health/get-metrics.ts';
import { getReadyz } from './health/get-readyz.ts';
import { liveAlerts } from './live/live-alerts.ts';
import { liveDialog } from './live/live-dialog.ts';
import { liveDialogs } from './live/live-dialogs.ts';
import type { MediaSource } from './media/media-source.ts';
import { requireRole } from './middleware/auth.ts';
import { answerErrors, nothingHere } from './middleware/errors.ts';
import { requestId } from './middleware/request-id.ts';
import { getJournal } from './numbers/get-journal.ts';
import { getNumbers } from './numbers/get-numbers.ts';
import { getAmocrm } from './oauth/get-amocrm.ts';
import { getManagers, getOperators, postOperators, postRevoke } from './operators/endpoints.ts';
import type { Operators, Role } from './operators/operators.ts';
import { getSettings, type Settings } from './settings/get-settings.ts';
import { deleteSession, getSession, postSession } from './session/session.ts';
import { amocrmWebhook } from './webhooks/amocrm.ts';
import { pactWebhook } from './webhooks/pact.ts';
import type { WidgetSettings } from './widget/token.ts';
import type { UsedTokens } from './widget/used-tokens.ts';
import { widgetCors, widgetEndpoints } from './widget/widget.ts';

export interface AppDeps {
  dialogWorkflows: DialogWorkflows;
  /** Who may log in. */
  operators: Operators;
  /** The key of a contact: by phone, else by the channel's own id (SPEC D-01). */
  contactKeyOf: (contact: Pick<Contact, 'phone' | 'channel' | 'externalId'>) => string;
  quotedText?: (conversationId: number, externalMessageId: string) => Promise<string | undefined>;
  /** Fetches guests' files (SPEC D-03). */
  media: MediaSource;
  pactCompanyId: number;
  amocrmAccountId: number;
  webhookSecret: string;
  apiToken: string;
  /** The console is reached over https. */
  isHttps: boolean;
  botSecret: string;
  /** How much of that time was working time (SPEC D-44). */
  workingMsBetween: (fromMs: number, toMs: number) => number;
  /** When a day begins in the calendar's zone; undefined where there is no such day. */
  dayStartMs: (day: string) => number | undefined;
  /** Absent without DATABASE_URL. */
  journal?: JournalReader;
  settings: Settings;
  /** Where the built page lies. */
  consoleFolder: string;
  /** Of the widget in amoCRM's card; without them it is switched off. */
  widget: WidgetSettings | undefined;
  usedTokens: UsedTokens;
  log: Logger;
  now: () => number | Promise<number>;
}

/** The API: its addresses, in the order of /docs. Listens nowhere and reads no environment. */
export function createApp(deps: AppDeps): Express {
  const counters = createApiCounters();
  const endpoints = endpointsOf(deps, counters);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // every answer is of this moment, and a webhook's needs no hash
  // `upgrade-insecure-requests` would break /docs on plain http, which is how it runs behind a proxy and at home.
  app.use(requestId, counters.answers, helmet({ contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } } }));
  if (deps.widget !== undefined) app.use('/widget', widgetCors(deps.widget));
  for (const { method, path, access, handlers } of endpoints) {
    const guards: RequestHandler[] = isRole(access) ? [requireRole(access, deps)] : [];
    app[method](path, ...guards, ...(handlers as readonly RequestHandler[]));
  }
  app.use(consoleFiles(deps.consoleFolder), createDocs(endpoints), nothingHere, answerErrors(deps.log));
  return app;
}

const isRole = (access: Access): access is Role => access === 'viewer' || access === 'manager' || access === 'admin';

function endpointsOf(
  { pactCompanyId, amocrmAccountId, contactKeyOf, ...deps }: AppDeps,
  { registry, webhook: count }: ApiCounters,
): readonly Endpoint[] {
  const keyOfPhone = (phone: string): string => contactKeyOf({ phone, channel: 'whatsapp', externalId: phone });
  return [
    getDialogs({ ...deps, keyOfPhone }),
    postDialogs({ ...deps, keyOfPhone }),
    getDialog(deps),
    getAttachment(deps),
    postTake(deps),
    postRelease(deps),
    postHold(deps),
    postSay(deps),
    postCardOpened(deps),
    postSettle(deps),
    getContacts(deps),
    liveDialogs(deps),
    liveDialog(deps),
    liveAlerts(deps),
    getJournal(deps),
    getNumbers(deps),
    getAlerts(deps),
    getSettings(deps),
    postSession(deps),
    getSession(deps),
    deleteSession(deps),
    getManagers(deps),
    getOperators(deps),
    postOperators(deps),
    postRevoke(deps),
    ...widgetEndpoints({ ...deps, reasonWords: deps.settings.reasonWords }),
    pactWebhook({ ...deps, count, contactKeyOf, companyId: pactCompanyId }),
    amocrmWebhook({ ...deps, count, accountId: amocrmAccountId }),
    postTurn(deps),
    getAmocrm(deps),
    getHealthz(),
    getReadyz(deps),
    getMetrics({ registry }),
  ];
}
