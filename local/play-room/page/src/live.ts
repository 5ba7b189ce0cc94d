import { effect, signal } from '@preact/signals';
import type { GuestNow, PlayNow, RoomNow, Told } from '../../messages.ts';

/** What the server tells, as it is now. */
export const room = signal<RoomNow | undefined>(undefined);
export const guest = signal<GuestNow | undefined>(undefined);
export const play = signal<PlayNow | undefined>(undefined);
/** Nothing comes; it is asked for again by itself. */
export const isCutOff = signal(false);
/** What the server cannot look at right now. */
export const trouble = signal('');

const FIRST_GUEST = '79000000001';
const LAST_CHOSEN = 'estafeta-play-room-guest';
const AGAIN_MS = 1_000;
/** A look that failed is repeated sooner than that. */
const TROUBLE_LASTS_MS = 3_000;

/** Whose phone is in the hand. */
export const chosen = signal(sessionStorage.getItem(LAST_CHOSEN) ?? FIRST_GUEST);

export function choose(phone: string): void {
  if (phone === chosen.value) return;
  guest.value = undefined;
  chosen.value = phone;
  sessionStorage.setItem(LAST_CHOSEN, phone);
}

/** Listens for as long as the page is open; another guest is another stream. */
effect(() => listen(chosen.value));

/** A story has begun with another guest: whoever watches sees that phone. */
let toldGuest: string | undefined;
effect(() => {
  const phone = play.value?.story?.state === 'running' ? play.value.story.guest?.phone : undefined;
  if (phone !== undefined && phone !== toldGuest) choose(phone);
  toldGuest = phone;
});

function listen(phone: string): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  let calm: ReturnType<typeof setTimeout> | undefined;

  function hear<Name extends keyof Told>(name: Name, told: (what: Told[Name]) => void): void {
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      isCutOff.value = false;
      told(JSON.parse(data) as Told[Name]);
    });
  }

  function open(): void {
    source = new EventSource(`/play/live?${new URLSearchParams({ guest: phone }).toString()}`);
    source.onopen = () => (isCutOff.value = false);
    source.onerror = () => {
      isCutOff.value = true;
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS);
    };
    hear('room', (now) => (room.value = now));
    hear('guest', (now) => (guest.value = now));
    hear('play', (now) => (play.value = now));
    hear('trouble', ({ sentence }) => {
      trouble.value = sentence;
      clearTimeout(calm);
      calm = setTimeout(() => (trouble.value = ''), TROUBLE_LASTS_MS);
    });
  }

  open();
  return () => {
    clearTimeout(again);
    clearTimeout(calm);
    source.close();
  };
}
