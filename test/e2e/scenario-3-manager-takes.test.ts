import { managerPresses, managerWrites, managerWritesFirst, responsibleOpensLead } from '../../local/scenarios/manager-takes.ts';
import { STORY_WITHIN_MS, told } from '../support/stories.ts';

describe('scenario 3: a manager comes in', function managerTakes() {
  this.timeout(STORY_WITHIN_MS);
  const story = told(managerWrites, managerPresses, managerWritesFirst, responsibleOpensLead);

  it(
    'D-50, D-54, D-58: a word from the phone silences the bot; a second manager is refused, may force it, and then writes through Estafeta',
    story(managerWrites),
  );
  it(
    'D-50, D-52, D-54: a take while the guest is still writing leaves the bot no answer, and names the holder to the next',
    story(managerPresses),
  );
  it(
    'D-05, D-51, D-57: who writes first has the dialog; after 20 silent minutes the bot answers and introduces itself',
    story(managerWritesFirst),
  );
  it('D-55: only the responsible’s opening counts, and lapses after five minutes; then the bot goes on', story(responsibleOpensLead));
});
