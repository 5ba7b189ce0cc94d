import type { RequestKindName, TurnLead, TurnMessage, TurnRequest } from './contract.ts';
import { INTENT } from './intents.ts';
import type { Knowledge } from './knowledge.ts';
import { namedIn } from './knowledge.ts';
import type { Memory, RememberedBooking } from './memory.ts';
import { BLANK_MEMORY, recall } from './memory.ts';
import { readBooking } from './reading/booking.ts';
import { moscowDay } from './reading/calendar-days.ts';
import { normalise } from './reading/words.ts';

const LEFT_STAGE = 'Выезд';

/** One turn as the rules see it: what was asked, what is known, what the bot remembers. */
export interface Turn {
  request: TurnRequest;
  knowledge: Knowledge;
  kind: RequestKindName;
  /** The new client messages in order, and their words normalised and as written. */
  fresh: readonly TurnMessage[];
  text: string;
  said: string;
  todayIso: string;
  /** The active lead, else the one at «Выезд» the guest left last. */
  lead: TurnLead | undefined;
  before: Memory;
  memory: Memory;
  /** What the guest said, over what the lead in the bot's stages holds. */
  booking: RememberedBooking;
  bookingChanged: boolean;
  /** The client at «Выезд» wants to come again and we have not announced it yet. */
  opensNewBooking: boolean;
  /** The bot may collect a booking in this turn: never for a paid stay, a past one or one of several leads. */
  collects: boolean;
  can(action: string): boolean;
  /** «Мария Ивановна», «Мария», or nothing. */
  name: string | undefined;
}

export function viewTurn(request: TurnRequest, knowledge: Knowledge): Turn {
  const remembered = recall(request.state);
  const kind = request.context?.requestKind ?? 'unclear';
  const fresh = request.messages.filter(({ id, role }) => role === 'client' && request.newMessageIds.includes(id));
  const said = fresh
    .map(({ text }) => text ?? '')
    .filter((text) => text.trim() !== '')
    .join('\n');
  const text = normalise(said);
  const todayIso = moscowDay(Math.max(0, ...request.messages.map(({ atMs }) => atMs)));
  const opensNewBooking = kind === 'afterStay' && !remembered.newBooking && wantsToComeAgain(text);
  // What was priced, linked and handed over belonged to the stay that is over.
  const before = opensNewBooking ? { ...BLANK_MEMORY, readUpTo: remembered.readUpTo } : remembered;
  const collects =
    ['newRequest', 'bookingInProgress', 'unclear'].includes(kind) || opensNewBooking || (kind === 'afterStay' && before.newBooking);
  const unread = opensNewBooking ? fresh : unreadMessages(request, before, fresh);
  const start = before.booking;
  const read = collects ? unread.reduce((known, message) => readBooking(message.text ?? '', todayIso, known, knowledge), start) : start;
  const lead = leadOf(request);
  const memory: Memory = {
    ...before,
    booking: read,
    readUpTo: unread.at(-1)?.id ?? before.readUpTo,
    // Once the new lead is there the kind says so itself; the stay after that one is a new story.
    newBooking: kind === 'afterStay' && (before.newBooking || opensNewBooking),
    // Who writes again of their own accord may be written to (SPEC D-76).
    optedOut: before.optedOut && fresh.length === 0,
  };
  return {
    request,
    knowledge,
    kind,
    fresh,
    text,
    said,
    todayIso,
    lead,
    before,
    memory,
    opensNewBooking,
    collects,
    booking: { ...bookingOf(kind, lead, read.children?.length ?? 0, knowledge), ...read },
    bookingChanged: JSON.stringify(read) !== JSON.stringify(start),
    can: (action) => request.allowedActions.includes(action),
    name: nameOf(request),
  };
}

/** A manager may have answered messages the bot was never asked about; what they say about the booking counts all the same. */
function unreadMessages(request: TurnRequest, { readUpTo }: Memory, fresh: readonly TurnMessage[]): readonly TurnMessage[] {
  const written = request.messages.filter(({ role }) => role === 'client');
  const lastRead = written.findIndex(({ id }) => id === readUpTo);
  return readUpTo !== null && lastRead === -1 ? fresh : written.slice(lastRead + 1);
}

function leadOf({ context }: TurnRequest): TurnLead | undefined {
  const leads = context?.leads ?? [];
  const active = leads.find(({ id }) => id === context?.activeLeadId);
  const left = leads
    .filter(({ stage }) => stage === LEFT_STAGE)
    .toSorted((one, other) => (one.departure ?? '').localeCompare(other.departure ?? ''));
  return active ?? left.at(-1);
}

/** The lead counts all guests; children the guest told us of are among them. Names are matched to the price list where it knows them. */
function bookingOf(kind: RequestKindName, lead: TurnLead | undefined, children: number, knowledge: Knowledge): RememberedBooking {
  if (kind !== 'bookingInProgress' || lead === undefined) return {};
  const { arrival, departure, programme, roomCategory, guests } = lead;
  return {
    ...(arrival ? { arrival } : {}),
    ...(departure ? { departure } : {}),
    ...(programme ? { programme: namedIn(normalise(programme), knowledge.programmes) ?? programme } : {}),
    ...(roomCategory ? { roomCategory: namedIn(normalise(roomCategory), knowledge.roomCategories) ?? roomCategory } : {}),
    ...(guests ? { adults: Math.max(1, guests - children) } : {}),
  };
}

function wantsToComeAgain(text: string): boolean {
  return INTENT.wantsToStay.test(text) || INTENT.asBefore.test(text);
}

/** The stage of the active lead; nothing while there is none or the new one is still owed (SPEC D-15). */
export function activeStage({ request: { context } }: Pick<Turn, 'request'>): string | undefined {
  return context?.leads.find(({ id }) => id === context.activeLeadId)?.stage ?? undefined;
}

function nameOf({ context }: TurnRequest): string | undefined {
  const { firstName, patronymic } = context?.contact ?? {};
  return firstName ? [firstName, patronymic].filter(Boolean).join(' ') : undefined;
}
