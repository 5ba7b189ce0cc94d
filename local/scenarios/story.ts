import type { Scene } from './scene.ts';

/** One guest's story, whole: what guest, managers and amoCRM do, and what must be seen after each of it. */
export interface Story {
  title: string;
  guest: { phone: string; name: string };
  /** What the dialog's clock shows when it begins, Moscow, «HH:MM». */
  beginsAt: string;
  play: (scene: Scene) => Promise<void>;
}

/** One of the customer's scenarios (SPEC §0). */
export interface Scenario {
  number: number;
  title: string;
  stories: readonly Story[];
}
