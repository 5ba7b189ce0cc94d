import type { NamedStage } from '../../activities/amocrm/catalogue.ts';
import type { EntityType } from '../../activities/amocrm/client.ts';
import type { AmoField } from '../../activities/amocrm/schema.ts';

/** What we can make or change in an account. */
export type Change =
  | { do: 'createPipeline'; name: string }
  | { do: 'createStage'; pipelineId: number; stage: NamedStage; name: string }
  | { do: 'createField'; of: EntityType; name: string; type: string; values?: readonly string[] }
  | { do: 'addValues'; of: EntityType; field: AmoField; values: readonly string[] }
  | { do: 'createLossReason'; name: string }
  | { do: 'subscribe'; destination: string };

/** One thing the policy or the settings name, and how the account has it. In words, for people. */
export interface Finding {
  group: string;
  what: string;
  state: 'present' | 'missing' | 'different';
  /** The worker makes it as it should be: nothing is wrong yet. */
  curesItself?: true;
  /** What is there instead, or beside it. */
  note?: string;
  /** What we would do about it. */
  change?: Change;
  /** What only a person can do, and where. */
  byHand?: string;
}

export const isAsWanted = ({ state, curesItself }: Finding): boolean => state === 'present' || curesItself === true;
