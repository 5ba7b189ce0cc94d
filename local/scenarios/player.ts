import { Client, Connection } from '@temporalio/client';
import { ApiClient } from '../cli/api-client.ts';
import { PactPhone } from '../cli/pact-phone.ts';
import type { Stack } from '../stack.ts';
import type { Audience } from './audience.ts';
import { DialogClock } from './dialog-clock.ts';
import { Guest } from './guest.ts';
import { Managers } from './managers.ts';
import { Observer } from './observer.ts';
import { PassingTime } from './passing-time.ts';
import type { Scene } from './scene.ts';
import { Sights } from './sights.ts';
import type { Story } from './story.ts';

/** The stack's settings that stories rely on: amoCRM's lead is there as soon as the first message is, and nobody waits for limits. */
export const STACK_ENV_FOR_STORIES = {
  SIM_AMOCRM_AUTO_LEAD_SECONDS: '0',
  SIM_LIMITS: 'off',
  AMOCRM_PER_SECOND: '0',
  PACT_PER_SECOND: '0',
} as const;

/** What of a stack is needed to play on it. */
export type PlayerStack = Pick<Stack, 'urls' | 'apiToken' | 'namespace' | 'temporalAddress'>;

/** Whoever watches may do more than watch. */
export interface PlayOptions {
  /** Ends it at the next thing that is looked for. */
  signal?: AbortSignal;
  /** As of DialogClock. */
  goesAlong?: (atMs: number) => Promise<void>;
}

/** Plays stories on a running stack with time skipping; each has a guest of its own, so each can be played once. */
export class Player {
  private readonly stack: PlayerStack;
  private readonly connection: Connection;
  private readonly client: Client;

  private constructor(stack: PlayerStack, connection: Connection) {
    this.stack = stack;
    this.connection = connection;
    this.client = new Client({ connection, namespace: stack.namespace });
  }

  static async on(stack: PlayerStack): Promise<Player> {
    return new Player(stack, await Connection.connect({ address: stack.temporalAddress }));
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  /** Errors: what should have been seen and was not. */
  async play(story: Story, audience: Audience, options: PlayOptions = {}): Promise<void> {
    const { scene, clock } = await this.sceneOf(story.guest, audience, options);
    await clock.setTo(story.beginsAt);
    await story.play(scene);
  }

  /** Without touching the clock. */
  async sceneOf(
    { phone: number, name }: Story['guest'],
    audience: Audience,
    { signal, goesAlong }: PlayOptions = {},
  ): Promise<{ scene: Scene; clock: DialogClock; contactKey: string }> {
    const { urls, apiToken } = this.stack;
    const api = new ApiClient({ url: urls.api, token: apiToken });
    const contactKey = await api.keyOf(number);
    const phone = new PactPhone({ url: urls.pact, phone: number, name });
    const clock = new DialogClock({ client: this.client, connection: this.connection, contactKey, phone: number, goesAlong });
    const observer = new Observer({ phone, phoneNumber: number, amocrmUrl: urls.amocrm, api, contactKey, clock, audience, signal });
    await observer.getAcquainted();
    const time = new PassingTime(observer, clock);
    const managers = new Managers({ observer, phone, api, contactKey, amocrmUrl: urls.amocrm, clock, guest: { phone: number, name } });
    return { scene: { guest: new Guest(phone, observer, time), managers, time, sees: new Sights(observer), observer }, clock, contactKey };
  }
}
