import { randomInt } from 'node:crypto';
import type { Connection } from '@temporalio/client';
import { PactPhone } from '../cli/pact-phone.ts';
import type { PlayerStack } from '../scenarios/player.ts';
import { boardOf, guestsOf } from './board.ts';
import { phoneOf, readCrm, readStages } from './crm.ts';
import { Dialogs, type SeenDialog } from './dialogs.ts';
import { bubblesOf, dialogNow } from './guest-now.ts';
import type { GuestNow, RoomNow } from './messages.ts';

/** What the watch keeps of a guest to look again cheaply; the dialog itself stays here. */
export type WatchedGuest = GuestNow & { seen(): SeenDialog | undefined };

/** Numbers of a mobile network that no story and no seed uses. */
const NEW_NUMBERS = '7999';
const ROOM_FOR = 10_000_000;

/** The guests and the CRM, as they are at this moment. */
export class Room {
  private readonly stack: PlayerStack;
  private readonly amocrmToken: string;
  private readonly dialogs: Dialogs;
  private readonly newcomers: { phone: string; name: string }[] = [];
  private stages: readonly string[] | undefined;

  constructor({ stack, connection, amocrmToken }: { stack: PlayerStack; connection: Connection; amocrmToken: string }) {
    this.stack = stack;
    this.amocrmToken = amocrmToken;
    this.dialogs = new Dialogs(connection, stack);
  }

  async now(): Promise<RoomNow> {
    const { amocrm } = this.stack.urls;
    this.stages ??= await readStages(amocrm, this.amocrmToken);
    const crm = await readCrm(amocrm);
    return { guests: guestsOf(crm, this.newcomers), board: boardOf(crm, this.stages) };
  }

  async guest(phone: string, before: WatchedGuest | undefined): Promise<WatchedGuest> {
    const key = await this.dialogs.keyOf(phone);
    const [messages, seen, name] = await Promise.all([
      this.phone(phone, '').transcript(),
      this.dialogs.look(key, before?.seen()),
      before === undefined || before.name === '' ? this.nameOf(phone) : before.name,
    ]);
    return {
      phone,
      name,
      key,
      bubbles: bubblesOf(messages, seen?.view),
      dialog: seen === undefined ? null : dialogNow(seen.view, seen.aheadMs),
      seen: () => seen,
    };
  }

  /** In the guest's hand. */
  phone(phone: string, name: string): PactPhone {
    return new PactPhone({ url: this.stack.urls.pact, phone, name });
  }

  /** Empty while nobody knows it. */
  async nameOf(phone: string): Promise<string> {
    const newcomer = this.newcomers.find((one) => one.phone === phone);
    if (newcomer !== undefined) return newcomer.name;
    const { contacts } = await readCrm(this.stack.urls.amocrm);
    return contacts.find((contact) => phoneOf(contact) === phone)?.name ?? '';
  }

  /** Somebody who has never written. */
  async welcome(name: string): Promise<{ phone: string; name: string }> {
    const newcomer = { phone: await this.newPhone(), name };
    this.newcomers.unshift(newcomer);
    return newcomer;
  }

  /** A number that nobody has. */
  async newPhone(): Promise<string> {
    const { contacts } = await readCrm(this.stack.urls.amocrm);
    const taken = new Set([...contacts.map(phoneOf), ...this.newcomers.map(({ phone }) => phone)]);
    for (;;) {
      const phone = `${NEW_NUMBERS}${String(randomInt(ROOM_FOR)).padStart(7, '0')}`;
      if (!taken.has(phone)) return phone;
    }
  }
}
