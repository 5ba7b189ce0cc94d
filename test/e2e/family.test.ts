import assert from 'node:assert/strict';
import type { Scene } from '../../local/scenarios/scene.ts';
import { onTheWallClock, STORY_WITHIN_MS } from '../support/stories.ts';

const MOTHER = { phone: '79000000013', name: 'Анастасия' };
const FATHER = { phone: '79000000014', name: 'Роман' };
const LEAD = 42_000_014;

const shows = ({ sees }: Scene, leader: string) => sees.lead({ fields: { 'Ведёт диалог': leader } }, LEAD);
/** What this dialog has heard of the lead. */
const hears = ({ observer }: Scene, what: 'leader' | 'roomCategory', value: string): Promise<boolean> =>
  observer.eventually(
    () => observer.view?.card?.leads.some((lead) => lead.id === LEAD && lead[what] === value),
    () => `в диалоге известно ${what}: ${value}`,
  );

describe('two phones of one family on one lead', function family() {
  this.timeout(STORY_WITHIN_MS);

  it('D-53: are two dialogs: each has its own messages, the field shows the one that needs a person more, and a person’s change of it counts for both', () =>
    onTheWallClock(MOTHER, (mother) =>
      onTheWallClock(FATHER, async (father) => {
        for (const { guest, sees } of [mother, father]) {
          await guest.writes('Здравствуйте! Есть ли парковка?');
          await sees.message(/Охраняемая парковка/u);
        }
        await shows(mother, 'Бот');

        await mother.managers.write('Анастасия, добрый день!');
        await mother.sees.dialog({ state: 'withManager' });
        await shows(mother, 'Менеджер');
        await hears(father, 'leader', 'manager');
        await mother.managers.changes('anna', 'Категория номера', 'Люкс');
        await hears(father, 'roomCategory', 'Люкс');
        await father.guest.writes('А завтрак во сколько?');
        await father.sees.message(/автрак/u);
        await father.sees.dialog({ state: 'withBot' });
        await shows(father, 'Менеджер');

        await mother.managers.releases('anna');
        await shows(mother, 'Бот');
        await hears(father, 'leader', 'bot');

        await father.managers.setsLeader('boris', 'Менеджер');
        for (const { sees } of [mother, father]) await sees.dialog({ state: 'withManager', holder: 'Борис' });
        await father.managers.releases('boris');
        await father.sees.dialog({ state: 'withBot' });
        const { fields } = await shows(father, 'Менеджер');
        assert.equal(fields['Категория номера'], 'Люкс');
        await father.managers.setsLeader('boris', 'Бот');
        for (const { sees } of [mother, father]) await sees.dialog({ state: 'withBot' });
      }),
    ));
});
