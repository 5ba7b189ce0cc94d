import type { Child, HandoffReason } from '../contract.ts';
import type { Draft } from '../draft.ts';
import { handoff } from '../draft.ts';
import type { RememberedBooking } from '../memory.ts';
import { readBooking } from '../reading/booking.ts';
import { ageOn } from '../reading/calendar-days.ts';
import type { Turn } from '../turn.ts';

interface Fact {
  /** The same fact has the same key, so that it calls a person once (SPEC D-31). */
  key: string;
  reason: HandoffReason;
  what: string;
}

const MOST_GUESTS = 4;
const CHILD_FOR_MANAGER_UP_TO = 3;

/** SPEC D-31: facts of the booking that need a person. Estafeta decides the same on its own; a bot should know the rules too. */
export function handOffByFacts(turn: Turn): Draft | undefined {
  const booking = turn.kind === 'currentBooking' ? peopleIn(turn) : turn.collects && turn.bookingChanged ? turn.memory.booking : {};
  const facts = factsOf(booking, turn.todayIso);
  const unheard = facts.find(({ key }) => !turn.before.handedOver.includes(key));
  if (unheard === undefined) return undefined;
  const { actions } = handoff(turn, unheard.reason, unheard.what);
  return {
    actions: turn.kind === 'currentBooking' ? [{ type: 'setBooking', fields: booking }, ...actions] : actions,
    remember: { handedOver: [...new Set([...turn.before.handedOver, ...facts.map(({ key }) => key)])] },
  };
}

/** A paid booking is not collected anew, but «нас будет пятеро» or «приедем с собакой» still needs a person. */
function peopleIn({ said, todayIso, knowledge }: Turn): RememberedBooking {
  const { adults, children, rooms, pets } = readBooking(said, todayIso, {}, knowledge);
  return {
    ...(adults === undefined ? {} : { adults }),
    ...(children === undefined ? {} : { children }),
    ...(rooms === undefined ? {} : { rooms }),
    ...(pets === undefined ? {} : { pets }),
  };
}

function factsOf({ adults = 0, children = [], rooms = 1, pets = false }: RememberedBooking, todayIso: string): Fact[] {
  const guests = adults + children.length;
  const youngest = Math.min(...children.map((child) => yearsOf(child, todayIso)));
  return [
    ...(pets ? [{ key: 'pet', reason: 'pet', what: 'Едут с животным' } as const] : []),
    ...(rooms > 1 ? [{ key: `rooms:${rooms}`, reason: 'severalRooms', what: 'Нужно больше одного номера' } as const] : []),
    ...(youngest <= CHILD_FOR_MANAGER_UP_TO
      ? [{ key: `child:${youngest}`, reason: 'childUpToThree', what: 'Ребёнок трёх лет или младше' } as const]
      : []),
    ...(guests > MOST_GUESTS ? [{ key: `guests:${guests}`, reason: 'moreThanFourGuests', what: 'Больше четырёх гостей' } as const] : []),
  ];
}

function yearsOf({ age, birthDate }: Child, todayIso: string): number {
  return birthDate === undefined ? (age ?? Infinity) : ageOn(birthDate, todayIso);
}
