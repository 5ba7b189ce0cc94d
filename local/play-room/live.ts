import type { RequestHandler, Response } from 'express';
import { openStream } from '../../api/live/stream.ts';
import { Watches } from '../../api/live/watch.ts';
import type { GuestNow, PlayNow, RoomNow, Told } from './messages.ts';

export interface LiveDeps<Guest extends GuestNow> {
  room: () => Promise<RoomNow>;
  /** `before` makes the next look cheap. */
  guest: (phone: string, before: Guest | undefined) => Promise<Guest>;
  play: () => PlayNow;
}

/** How often each is looked at, once for all who watch. */
const EVERY_MS = { room: 700, guest: 400, play: 150 } as const;

/** Everything that changes, on one stream: a browser has six connections for us and for the console together. */
export function live<Guest extends GuestNow>({ room, guest, play }: LiveDeps<Guest>): RequestHandler {
  const rooms = new Watches<RoomNow>();
  const guests = new Watches<Guest>();
  const plays = new Watches<PlayNow>();
  return (request, response: Response) => {
    const phone = typeof request.query['guest'] === 'string' ? request.query['guest'] : undefined;
    const stops: (() => void)[] = [];
    const stream = openStream(response, () => stops.forEach((stop) => stop()));
    const tell = <Name extends keyof Told>(name: Name, what: Told[Name]): void => stream.send(name, what);
    const failed = (error: unknown): void => tell('trouble', { sentence: error instanceof Error ? error.message : String(error) });
    stops.push(
      plays.listen('', { everyMs: EVERY_MS.play, read: async () => play() }, { told: (now) => tell('play', now), failed }),
      rooms.listen('', { everyMs: EVERY_MS.room, read: room }, { told: (now) => tell('room', now), failed }),
    );
    if (phone === undefined) return;
    stops.push(
      guests.listen(
        phone,
        { everyMs: EVERY_MS.guest, read: async (before) => guest(phone, before) },
        { told: (now) => tell('guest', now), failed },
      ),
    );
  };
}
