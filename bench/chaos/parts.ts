import type { ChaosGuest } from './guest.ts';
import type { ChaosManager } from './managers.ts';
import { BOOKING, CALL } from './words.ts';

type Play = (guest: ChaosGuest, manager: ChaosManager) => Promise<void>;

/** What a guest and the managers do about them; each part has ten messages of the guest. */
const PLAYS = {
  /** Books up to the link, asks on. */
  async books(guest) {
    for (const text of BOOKING) {
      await guest.writes(text);
      await guest.waitsForAnswer(8_000);
    }
    await guest.asks(7);
  },
  /** Asks, and wants a person in the end: a handoff that nobody takes. */
  async asks(guest) {
    await guest.asks(9);
    await guest.writes(CALL);
  },
  /** Calls a person, who takes by the API, speaks through us, and gives back. */
  async calls(guest, manager) {
    await guest.asks(3);
    await guest.writes(CALL);
    await guest.waitsForAnswer(4_000);
    await guest.asks(1, 500);
    await manager.takes();
    await guest.asks(1, 500);
    await manager.says(`Это Анна, слушаю вас (${guest.asked.phone.slice(-4)}).`);
    await guest.asks(1, 500);
    await manager.releases();
    await guest.asks(3);
  },
  /** In the middle of the bot's talk a person writes past us. */
  async isWrittenTo(guest, manager) {
    await guest.asks(3);
    await manager.writes(
      `Добрый день, это Анна (${guest.asked.phone.slice(-4)}).`,
      (['pact', 'amo', 'phone'] as const)[Math.floor(guest.random() * 3)] ?? 'pact',
    );
    await guest.asks(2, 500);
    await manager.writes('Всё записала.', 'pact');
    await guest.asks(1, 500);
    await manager.releases();
    await guest.asks(4);
  },
  /** In the middle of the bot's talk a person takes by the button, and gives back. */
  async isTaken(guest, manager) {
    await guest.asks(4, 400);
    await manager.takes();
    await guest.asks(2, 700);
    await manager.releases();
    await guest.asks(3, 800);
    await guest.writes(CALL);
  },
  /** A person takes and gives back by the field in the card. */
  async isTakenInTheCard(guest, manager) {
    await guest.asks(4);
    await manager.setsField('Менеджер');
    await guest.asks(2, 500);
    await manager.setsField('Бот');
    await guest.asks(4);
  },
} as const satisfies Readonly<Record<string, Play>>;

export type PartName = keyof typeof PLAYS;
export const PARTS = Object.keys(PLAYS) as readonly PartName[];
export const play = async (part: PartName, guest: ChaosGuest, manager: ChaosManager): Promise<void> => {
  const parts: Readonly<Record<PartName, Play>> = PLAYS;
  return parts[part](guest, manager);
};
