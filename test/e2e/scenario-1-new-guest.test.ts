import { newGuestPays } from '../../local/scenarios/new-guest.ts';
import { onTheWallClock, STORY_WITHIN_MS, told } from '../support/stories.ts';

describe('scenario 1: a new guest', function newGuest() {
  this.timeout(STORY_WITHIN_MS);
  const story = told(newGuestPays);

  it('D-01, D-06, D-07, D-20: writes to Pact, the webhook opens a dialog, and the bot’s answer reaches the phone', async () => {
    await onTheWallClock({ phone: '79281110100', name: 'Мила' }, async ({ guest, sees }) => {
      await guest.sends('Здравствуйте! Есть ли у вас парковка?');
      await sees.message(/^Здравствуйте! Я виртуальный помощник санатория «Шахтёр»\. Охраняемая парковка/u);
      await sees.dialog({ state: 'withBot', unanswered: 0 });
    });
  });

  it(
    'D-15, D-26, D-53, D-61, D-63, D-64: is consulted, gets the payment link and pays; the bot makes its two moves, amoCRM’s robot the third',
    story(newGuestPays),
  );
});
