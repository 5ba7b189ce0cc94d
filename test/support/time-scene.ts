import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { AmocrmActivities } from '../../activities/amocrm/contract.ts';
import type { Interval } from '../../domain/dialog/card.ts';
import type { PolicyDurations, PolicySettings } from '../../domain/dialog/policy.ts';
import { aPolicy, days, everyDay, MONDAY_MS, minutes, at as onMonday, seconds } from './builders.ts';
import { startDialogWorkers, type DialogWorkers } from './dialog-worker.ts';
import { failFast, timeSkipping } from './environment.ts';
import type { Guest, GuestOptions } from './guest.ts';

type Exceptions = Parameters<typeof everyDay>[2];

export interface SceneOptions extends Omit<GuestOptions, 'policy'> {
  durations?: Partial<PolicyDurations>;
  settings?: Partial<PolicySettings>;
  /** Dated exceptions of the working hours; day 0 is the day on which the scene begins. */
  exceptions?: Exceptions;
}

/** A time-skipping server with the product's workers: one per file, because its clock is one for all. */
export class TimeScene {
  private readonly env: TestWorkflowEnvironment;
  private readonly workers: DialogWorkers;

  private constructor(env: TestWorkflowEnvironment, workers: DialogWorkers) {
    this.env = env;
    this.workers = workers;
  }

  /** With `amocrm`, the guests' cards lie there and not in memory. */
  static async start({ amocrm }: { amocrm?: AmocrmActivities } = {}): Promise<TimeScene> {
    const env = await timeSkipping();
    const { nativeConnection: connection, client } = env;
    return new TimeScene(
      env,
      await startDialogWorkers({ connection, client, namespace: env.namespace ?? 'default', ...(amocrm ? { amocrm } : {}) }),
    );
  }

  /** A guest for whom it is that time of a working day now: the calendar is laid around the server's clock. */
  async guestAt(time: string, { durations, settings, exceptions, ...options }: SceneOptions = {}): Promise<{ guest: Guest; day: Day }> {
    await this.env.sleep(minutes(1) - ((await this.env.currentTimeMs()) % minutes(1))); // some rules speak of full minutes
    const midnightMs = Math.floor((await this.env.currentTimeMs()) / minutes(1)) * minutes(1) - (onMonday(time) - MONDAY_MS);
    const laid = (hours: readonly Interval[]): Interval[] =>
      hours.map(([startMs, endMs]) => [startMs - MONDAY_MS + midnightMs, endMs - MONDAY_MS + midnightMs]);
    const hours = {
      working: laid(everyDay('09:00', '20:00', exceptions)),
      greeting: laid(everyDay('09:00', '21:00')),
      finalTouch: laid(everyDay('10:00', '20:00')),
    };
    const policy = aPolicy({ hours, ...(durations ? { durations } : {}), ...(settings ? { settings } : {}) });
    const guest = this.workers.guest({ ...options, policy });
    return { guest, day: new Day(this.env, guest, midnightMs) };
  }

  /** The server's clock, which is everybody's here. */
  nowMs(): Promise<number> {
    return this.env.currentTimeMs();
  }

  get client(): Client {
    return this.env.client;
  }

  async stop(): Promise<void> {
    await this.workers.stop();
    await this.env.teardown();
  }
}

/** Later than due by more than this is late: what the test itself did meanwhile took as long on the server's clock. */
const SLACK_MS = seconds(5);

/** The day of one guest. Moments are times of day, `days` after the scene's first. */
export class Day {
  private readonly env: TestWorkflowEnvironment;
  private readonly guest: Guest;
  private readonly midnightMs: number;

  constructor(env: TestWorkflowEnvironment, guest: Guest, midnightMs: number) {
    this.env = env;
    this.guest = guest;
    this.midnightMs = midnightMs;
  }

  at(time: string, daysLater = 0): number {
    return this.midnightMs + (onMonday(time) - MONDAY_MS) + days(daysLater);
  }

  /** Lets time pass until then. */
  async until(time: string, daysLater = 0): Promise<void> {
    await this.pass(this.at(time, daysLater) - (await this.env.currentTimeMs()));
  }

  async pass(ms: number): Promise<void> {
    if (ms > 0) await failFast(this.env, this.guest.handle.workflowId, this.env.sleep(ms));
  }

  /** It was then: not before, and at most some seconds later. */
  was(atMs: number | undefined, time: string, daysLater = 0, slackMs = SLACK_MS): void {
    assert.ok(atMs !== undefined, `It did not happen at all; it was due ${this.shown(this.at(time, daysLater))}`);
    const lateMs = atMs - this.at(time, daysLater);
    assert.ok(
      lateMs >= 0 && lateMs <= slackMs,
      `It was due ${this.shown(this.at(time, daysLater))} and happened ${this.shown(atMs)}, ${lateMs} ms off`,
    );
  }

  private shown(atMs: number): string {
    const sinceMs = atMs - this.midnightMs;
    return `on day ${Math.floor(sinceMs / days(1))} at ${new Date(sinceMs % days(1)).toISOString().slice(11, 19)}`;
  }
}
