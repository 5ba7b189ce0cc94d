import { dialogReturns } from './dialog-returns.ts';
import { guestFallsSilent } from './guest-falls-silent.ts';
import { handoff } from './handoff.ts';
import { managerTakes } from './manager-takes.ts';
import { newGuest } from './new-guest.ts';
import { specialPlaces } from './special-places.ts';
import type { Scenario } from './story.ts';

/** The customer's five, and the funnel's special places as the sixth (SPEC §0). */
export const SCENARIOS: readonly Scenario[] = [newGuest, handoff, managerTakes, dialogReturns, guestFallsSilent, specialPlaces];
