/** What the CRM knows about a contact, in our words (SPEC D-10, D-13). amoCRM's own words end in activities/amocrm/. */

/**
 * Where a lead stands in the policy's pipeline (SPEC D-11). «Неразобранное» is `new` with `unsorted` (D-15).
 * `lost` is «Отказ», `closed` any other finished stage, `unknown` an open stage the policy does not name (D-17).
 */
export type Stage = 'new' | 'consulted' | 'preBooked' | 'prepaid' | 'arriving' | 'staying' | 'left' | 'lost' | 'closed' | 'unknown';

/** The value of the lead's field «Ведёт диалог» (SPEC D-53). */
export type Leader = 'bot' | 'manager' | 'awaiting';

/** Booking parameters as the lead's fields hold them (SPEC D-64). Dates are YYYY-MM-DD. */
export interface BookingFields {
  arrival?: string;
  departure?: string;
  programme?: string;
  roomCategory?: string;
  amountRub?: number;
  guests?: number;
}

export interface Lead extends BookingFields {
  id: number;
  stage: Stage;
  /** It lies in «Неразобранное»: accepted before our first write (D-15). */
  unsorted?: true;
  /** The provider's clock. */
  createdAtMs: number;
  /** The provider's clock; when a person changed it last, or its creation if none did (D-19). */
  personChangedAtMs: number;
  /** A robot made it and no person has touched it (D-17). */
  untouched: boolean;
  /** What «Ведёт диалог» says; absent when empty or when the account has no such field. */
  leader?: Leader;
  /** amoCRM user id of the responsible manager. */
  responsibleId?: number;
}

export interface ContactCard {
  id: number;
  firstName?: string;
  patronymic?: string;
  lastName?: string;
  notes: readonly string[];
  /** The final touch's hours in the contact's own time zone, if the CRM has one (D-71). */
  finalTouchHours?: readonly Interval[];
}

/** One reading of the CRM (SPEC D-10). `contact` is null when nobody has this phone yet. */
export interface Card {
  contact: ContactCard | null;
  /** Of the policy's pipeline only, all contacts with the phone taken together. */
  leads: readonly Lead[];
}

/** A span of epoch milliseconds: the start belongs to it, the end does not (SPEC D-44). */
export type Interval = readonly [startMs: number, endMs: number];
