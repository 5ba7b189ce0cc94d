import { handoffAfterHours, handoffInHours } from '../../local/scenarios/handoff.ts';
import { STORY_WITHIN_MS, told } from '../support/stories.ts';

describe('scenario 2: the bot hands over', function handoff() {
  this.timeout(STORY_WITHIN_MS);
  const story = told(handoffInHours, handoffAfterHours);

  it(
    'D-40, D-41, D-42, D-43: in working hours with one text and one task; nobody comes: a second task, a note, an alert; a completed task is a take',
    story(handoffInHours),
  );
  it(
    'D-40, D-43, D-44: at night with the other text; due times and reminders count from the opening, and each further opening raises an alert',
    story(handoffAfterHours),
  );
});
