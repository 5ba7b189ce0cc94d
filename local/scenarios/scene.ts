import type { Guest } from './guest.ts';
import type { Managers } from './managers.ts';
import type { Observer } from './observer.ts';
import type { PassingTime } from './passing-time.ts';
import type { Sights } from './sights.ts';

/** What a story is told with. */
export interface Scene {
  guest: Guest;
  managers: Managers;
  time: PassingTime;
  sees: Sights;
  observer: Observer;
}
