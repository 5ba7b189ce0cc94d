import {
  asBeforeAfterStay,
  familyOfFive,
  newBookingAfterStay,
  refusedGuestReturns,
  reviewAfterStay,
  severalLeads,
} from '../../local/scenarios/special-places.ts';
import { STORY_WITHIN_MS, told } from '../support/stories.ts';

describe('the funnel’s special places', function specialPlaces() {
  this.timeout(STORY_WITHIN_MS);
  const story = told(reviewAfterStay, asBeforeAfterStay, newBookingAfterStay, refusedGuestReturns, severalLeads, familyOfFive);

  it('D-12, D-14: a review after the stay is thanked for and becomes a note on that lead', story(reviewAfterStay));
  it('D-15, D-18, D-30: «как в прошлый раз» after a stay makes a new lead, and the manager’s task is on it', story(asBeforeAfterStay));
  it('D-14, D-15, D-61: a new booking after a stay goes on in a lead of its own', story(newBookingAfterStay));
  it('D-12, D-62: a refused lead stays refused, the new request has a new one', story(refusedGuestReturns));
  it('D-12, D-19: two active leads allow one question, then a person comes, and neither lead moves', story(severalLeads));
  it('D-31: four guests with a child of four stay with the bot, five are handed over, and only once', story(familyOfFive));
});
