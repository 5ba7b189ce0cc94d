import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import type { Policy, PolicyDurations } from '../domain/dialog/policy.ts';
import { mistakeOf } from './policy-mistakes.ts';
import { policyFile, WEEKDAYS } from './policy-schema.ts';
import type { PolicyFileContent } from './policy-schema.ts';

/** What is wrong with the policy file, one sentence for each mistake. It stops the start. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly mistakes: readonly string[];

  constructor(path: string, mistakes: readonly string[]) {
    super(`The policy in ${path} cannot be used:\n${mistakes.map((mistake) => `- ${mistake}`).join('\n')}`);
    this.mistakes = mistakes;
  }
}

type DayHours = readonly string[];

/** Hours in a time zone, as calendar/ takes them. */
export interface Hours {
  zone: string;
  /** Monday first. */
  week: readonly [DayHours, DayHours, DayHours, DayHours, DayHours, DayHours, DayHours];
  exceptions: Readonly<Record<string, DayHours>>;
}

export interface LoadedPolicy {
  /** All of the policy but the hours, which depend on the moment: calendar/ computes them. */
  policy: Omit<Policy, 'hours'>;
  calendar: { working: Hours; greeting: Hours; finalTouch: Hours };
  /** For guests in a zone of their own (SPEC D-71). */
  finalTouch: DayHours;
  /** What things are called in amoCRM. */
  crm: Omit<PolicyFileContent['crm'], 'otherStages'>;
}

/** Reads and checks the policy file (`POLICY_FILE`). Throws PolicyError. */
export function loadPolicyFile(path: string): LoadedPolicy {
  const raw = yamlIn(path);
  const result = policyFile.safeParse(raw);
  if (result.success) return policyOf(result.data);
  throw new PolicyError(
    path,
    result.error.issues.flatMap((issue: z.core.$ZodIssue) => mistakeOf(issue, raw)),
  );
}

function yamlIn(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof YAMLParseError) throw new PolicyError(path, [`It is not YAML: ${error.message.split('\n')[0] ?? ''}`]);
    throw new PolicyError(path, ['It cannot be read: name a file that exists, for example POLICY_FILE=config/policy.yaml.']);
  }
}

function policyOf({ crm, calendar, durations, ...rules }: PolicyFileContent): LoadedPolicy {
  const { otherStages, ...names } = crm;
  const { zone, everyDay, weekdays, exceptions, greeting, finalTouch } = calendar;
  return {
    policy: {
      ...rules,
      stageNames: { ...names.stages, ...otherStages },
      durations: Object.fromEntries(Object.entries(durations).map(([name, ms]) => [`${name}Ms`, ms])) as unknown as PolicyDurations,
    },
    calendar: {
      working: { zone, week: weekOf((day) => weekdays[day] ?? everyDay), exceptions },
      greeting: { zone, week: weekOf(() => greeting), exceptions: {} },
      finalTouch: { zone, week: weekOf(() => finalTouch), exceptions: {} },
    },
    finalTouch,
    crm: names,
  };
}

const weekOf = (hoursOf: (day: (typeof WEEKDAYS)[number]) => DayHours): Hours['week'] => WEEKDAYS.map(hoursOf) as unknown as Hours['week'];
