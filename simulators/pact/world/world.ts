import { Acts } from './acts.ts';
import { Announcer } from './announce.ts';
import { Clock } from './clock.ts';
import { CrmLink } from './crm-link.ts';
import { Delivery } from './delivery.ts';
import { Feed } from './feed.ts';
import { Journal } from './journal.ts';
import { Limiter } from './limiter.ts';
import { Sender } from './send.ts';
import type { Settings } from './settings.ts';
import { Store } from './store.ts';
import type { PactState } from './state.ts';
import type { ViewContext } from './views.ts';

export interface WorldOptions {
  dataDir: string | undefined;
  now: () => number | Promise<number>;
  retrySeconds: number | undefined;
  limits: boolean | undefined;
  webhookUrl: string | undefined;
  amocrmUrl: string | undefined;
}

/** Everything behind the HTTP doors, wired together. */
export interface World {
  store: Store;
  clock: Clock;
  journal: Journal;
  limiter: Limiter;
  feed: Feed;
  delivery: Delivery;
  announcer: Announcer;
  acts: Acts;
  sender: Sender;
  /** What turns a record into Pact's JSON right now. */
  context: () => ViewContext;
  /** Called when the server listens at `url`, so that a start on a taken port leaves the other one's file alone. */
  open: (url: string) => Promise<void>;
  reset: () => Promise<void>;
}

export async function createWorld({ dataDir, now, webhookUrl, amocrmUrl, ...options }: WorldOptions): Promise<World> {
  const store = await Store.open(settingsFrom(options), dataDir);
  const clock = new Clock(store, now);
  const journal = new Journal();
  const limiter = new Limiter();
  const feed = new Feed();
  const delivery = new Delivery(store, clock, journal);
  let filesUrl = '';
  const context = (): ViewContext => ({ state: store.state, filesUrl });
  const announcer = new Announcer(delivery, feed, context);
  const crm = new CrmLink(amocrmUrl);
  const acts = new Acts({ store, clock, announcer, crm });
  const sender = new Sender({ store, clock, announcer, acts, crm });
  const registerOwnWebhook = async (): Promise<void> => {
    if (webhookUrl !== undefined) registerActive(store.state, webhookUrl);
    await store.save();
  };
  return {
    store,
    clock,
    journal,
    limiter,
    feed,
    delivery,
    announcer,
    acts,
    sender,
    context,
    open: async (url) => {
      filesUrl = `${url}/files`;
      await registerOwnWebhook();
      delivery.lookAgain(); // what a former process still owed
      await sender.resume();
    },
    reset: async () => {
      await store.reset();
      delivery.forget();
      journal.clear();
      limiter.clear();
      await registerOwnWebhook();
    },
  };
}

/** What the start decides; the rest of the settings is the file's or the default. */
function settingsFrom({ retrySeconds, limits }: Pick<WorldOptions, 'retrySeconds' | 'limits'>): Partial<Settings> {
  return {
    ...(retrySeconds === undefined ? {} : { retry_seconds: retrySeconds }),
    ...(limits === undefined ? {} : { limits: limits ? 'on' : 'off' }),
  };
}

/** The webhook named at the start: there whatever the file says, without a ping, since its receiver may start after us. */
function registerActive(state: PactState, url: string): void {
  const known = state.webhooks.find((webhook) => webhook.url === url);
  if (known === undefined) state.webhooks.push({ id: state.nextWebhookId++, url, active: true });
  else known.active = true;
}
