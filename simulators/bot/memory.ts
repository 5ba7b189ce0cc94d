import { z } from 'zod';

/**
 * What the bot keeps between turns, in the contract's opaque `state`. Estafeta stores it with an accepted answer and sends it back, so an
 * answer that was dropped as stale leaves no trace here.
 */
const ChildMemory = z.object({ age: z.number().optional(), birthDate: z.string().optional() });

const BookingMemory = z.object({
  arrival: z.string().optional(),
  departure: z.string().optional(),
  adults: z.number().optional(),
  children: z.array(ChildMemory).readonly().optional(),
  rooms: z.number().optional(),
  pets: z.boolean().optional(),
  programme: z.string().optional(),
  roomCategory: z.string().optional(),
});

const Memory = z.object({
  v: z.literal(1),
  booking: BookingMemory,
  /** Last client message that was read into `booking`. */
  readUpTo: z.string().nullable(),
  /** We asked for dates and guests: not again under every answer. */
  asked: z.boolean(),
  /** Key of the booking whose price the guest has heard, and of the one the link was made for. */
  quoted: z.string().nullable(),
  linked: z.string().nullable(),
  /** Facts a person was called for already: they call nobody twice. */
  handedOver: z.array(z.string()),
  /** A new booking after «Выезд» was announced; from there on it is an ordinary booking. */
  newBooking: z.boolean(),
  optedOut: z.boolean(),
});

export type Memory = z.infer<typeof Memory>;
export type RememberedBooking = z.infer<typeof BookingMemory>;

export const BLANK_MEMORY: Memory = {
  v: 1,
  booking: {},
  readUpTo: null,
  asked: false,
  quoted: null,
  linked: null,
  handedOver: [],
  newBooking: false,
  optedOut: false,
};

/** The memory in `state`, or a blank one: the first turn brings null, and a state we cannot read must not stop a guest. */
export function recall(state: unknown): Memory {
  const parsed = Memory.safeParse(state);
  return parsed.success ? parsed.data : BLANK_MEMORY;
}
