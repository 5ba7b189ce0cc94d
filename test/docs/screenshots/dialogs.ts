import { ApiClient } from '../../../local/cli/api-client.ts';
import { PactPhone } from '../../../local/cli/pact-phone.ts';
import { Player } from '../../../local/scenarios/player.ts';
import type { Scene } from '../../../local/scenarios/scene.ts';
import type { Stack } from '../../../local/stack.ts';
import { eventually } from '../../support/environment.ts';

const NOBODY = { show: () => undefined };
const POOL = 'Здравствуйте! Есть ли у вас бассейн?';

interface Part {
  phone: string;
  name: string;
  /** What the dialog's clock shows when it begins, Moscow, «HH:MM»; without it, the wall's, and the first words are written already. */
  at?: string;
  play: (scene: Scene) => Promise<void>;
}

/** One dialog in each state, and one whose whole story is seen. Their names are those of the pictures. */
const PARTS: Readonly<Record<string, Part>> = {
  timeline: { phone: '79281110901', name: 'Глеб', play: wholeStory },
  'with-bot': { phone: '79281110902', name: 'Ирина', at: '10:20', play: asksAboutThePool },
  complaint: {
    phone: '79281110903',
    name: 'Пётр',
    at: '10:40',
    play: async (scene) => handedOver(scene, 'У меня жалоба: в номере было холодно', 'complaint'),
  },
  child: {
    phone: '79281110904',
    name: 'Мария',
    at: '10:50',
    play: async (scene) => handedOver(scene, 'Нас двое взрослых и ребёнок 2 года', 'childUpToThree'),
  },
  'awaiting-manager': { phone: '79281110905', name: 'Олег', at: '11:00', play: writesAgainAfterHandoff },
  'with-manager': { phone: '79281110906', name: 'Нина', at: '12:05', play: waitsForAnna },
  closed: { phone: '79281110907', name: 'Вера', at: '15:00', play: fallsSilent },
};

/** Plays them all on that stack; the key of each by its name. */
export async function playDialogs(stack: Stack, say: (line: string) => void): Promise<Readonly<Record<string, string>>> {
  const player = await Player.on(stack);
  const keys: Record<string, string> = {};
  try {
    for (const [name, { phone, name: guest, at, play }] of Object.entries(PARTS)) {
      say(`Диалог «${name}»…`);
      if (at === undefined) await writtenFirst(stack, { phone, name: guest });
      const { scene, clock, contactKey } = await player.sceneOf({ phone, name: guest }, NOBODY);
      if (at !== undefined) await clock.setTo(at);
      await play(scene);
      await scene.observer.settled();
      keys[name] = contactKey;
    }
  } finally {
    await player.close();
  }
  return keys;
}

async function asksAboutThePool({ guest, sees }: Scene): Promise<void> {
  await guest.writes(POOL);
  await sees.message(/бассейн/u);
}

async function handedOver({ guest, sees }: Scene, text: string, reason: 'complaint' | 'childUpToThree' | 'clientAsked'): Promise<void> {
  await guest.writes(text);
  await sees.dialog({ state: 'awaitingManager', reason });
}

async function writesAgainAfterHandoff(scene: Scene): Promise<void> {
  await asksAboutThePool(scene);
  await handedOver(scene, 'Позовите, пожалуйста, менеджера', 'clientAsked');
  await scene.time.minutes(3);
  await scene.guest.writes('Вы здесь?');
}

async function waitsForAnna(scene: Scene): Promise<void> {
  await asksAboutThePool(scene);
  await scene.managers.takes('anna');
  await scene.guest.writes('А баня есть?');
  await scene.managers.write('Здравствуйте! Это Анна. Есть и баня.'); // through us it would be newer than all that follows: the guest’s phone keeps the wall’s time
  await scene.sees.dialog({ unanswered: 0 });
  await scene.time.minutes(2);
  await scene.guest.writes('Сколько она стоит?');
  await scene.sees.dialog({ state: 'withManager', unanswered: 1 });
}

async function fallsSilent(scene: Scene): Promise<void> {
  await asksAboutThePool(scene);
  await scene.time.hours(24 * 33);
  await scene.sees.dialog({ state: 'closed' });
}

/** No time is skipped, so that the Timeline shows how long each part of it took. */
async function wholeStory(scene: Scene): Promise<void> {
  const { guest, managers, sees } = scene;
  await sees.message(/бассейн/u);
  await guest.sends('Позовите, пожалуйста, менеджера');
  await sees.dialog({ state: 'awaitingManager' });
  await guest.sends('Вы здесь?');
  await managers.takes('anna');
  await managers.says('anna', 'Здравствуйте! Это Анна, слушаю вас.');
  await sees.dialog({ unanswered: 0 });
  await managers.releases('anna');
  await sees.dialog({ state: 'withBot' });
}

/** The dialog begins when the guest writes, as everywhere but in stories that move its clock. */
async function writtenFirst(stack: Stack, { phone, name }: { phone: string; name: string }): Promise<void> {
  await new PactPhone({ url: stack.urls.pact, phone, name }).write(POOL);
  const api = new ApiClient({ url: stack.urls.api, token: stack.apiToken });
  const key = await api.keyOf(phone);
  await eventually('the dialog', async () => api.show(key).catch(() => undefined));
}
