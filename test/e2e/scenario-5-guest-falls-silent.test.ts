import { finalTouchAnswered, finalTouchUnanswered } from '../../local/scenarios/guest-falls-silent.ts';
import { STORY_WITHIN_MS, told } from '../support/stories.ts';

describe('scenario 5: the guest falls silent', function guestFallsSilent() {
  this.timeout(STORY_WITHIN_MS);
  const story = told(finalTouchAnswered, finalTouchUnanswered);

  it(
    'D-70, D-72: a day later the bot writes once more; the guest answers and books, and is touched no second time',
    story(finalTouchAnswered),
  );
  it(
    'D-71, D-73: not at night but at ten; 48 hours without an answer make one task, and the lead stays where it is',
    story(finalTouchUnanswered),
  );
});
