import {
  managerHolds,
  returnsByButton,
  returnsByField,
  returnsWhenNobodyWaits,
  returnsWhileGuestWaits,
} from '../../local/scenarios/dialog-returns.ts';
import { STORY_WITHIN_MS, told } from '../support/stories.ts';

describe('scenario 4: the dialog returns to the bot', function dialogReturns() {
  this.timeout(STORY_WITHIN_MS);
  const story = told(returnsWhileGuestWaits, returnsWhenNobodyWaits, returnsByField, returnsByButton, managerHolds);

  it('D-51, D-57: 20 minutes after the guest’s unanswered question, with the answer', story(returnsWhileGuestWaits));
  it('D-51, D-57: 40 minutes after the manager’s last word when nobody waits, with a greeting', story(returnsWhenNobodyWaits));
  it('D-50, D-51, D-53: by the field «Ведёт диалог» in amoCRM, as it was taken by it', story(returnsByField));
  it('D-51, D-54, D-57: by a button, at night without a word of its own, and from waiting too', story(returnsByButton));
  it('D-52: not before the end of a hold, which may not be longer than 24 hours', story(managerHolds));
});
