import { calendarIntervals, zoneOffsets, type Calendar } from '../../calendar/calendar.ts';
import type { Policy, PolicyHours } from '../../domain/dialog/policy.ts';
import type { PolicyActivities } from './contract.ts';

/** Longer than any rule looks ahead; a run that lives longer loads the policy again (DESIGN §3). */
const DAYS = 60;
/** Working minutes are counted from a handoff that may lie some closed days back (SPEC D-43). */
const DAYS_BACK = 14;
const DAY_MS = 24 * 3_600_000;

export interface PolicyActivityDeps {
  policy: Omit<Policy, 'hours'>;
  calendar: Readonly<Record<Exclude<keyof PolicyHours, 'dayMs' | 'offsets'>, Calendar>>;
}

export function createPolicyActivities({ policy, calendar }: PolicyActivityDeps): PolicyActivities {
  return {
    loadPolicy: ({ nowMs }) => {
      const hours: PolicyHours = {
        working: calendarIntervals(calendar.working, nowMs - DAYS_BACK * DAY_MS, DAYS_BACK + DAYS),
        offsets: zoneOffsets(calendar.working.zone, nowMs - DAYS_BACK * DAY_MS, DAYS_BACK + DAYS),
        dayMs: DAY_MS,
        greeting: calendarIntervals(calendar.greeting, nowMs, DAYS),
        finalTouch: calendarIntervals(calendar.finalTouch, nowMs, DAYS),
      };
      return Promise.resolve({ ...policy, hours });
    },
  };
}
