import type { DayHours } from '../../calendar/calendar.ts';
import { readCard } from './card.ts';
import type { CatalogueSource } from './catalogue-source.ts';
import { readChange } from './changes.ts';
import type { AmocrmClient } from './client.ts';
import { whoWrote } from './chat-authors.ts';
import type { AmocrmActivities, AmocrmSearch } from './contract.ts';
import type { Crm } from './crm.ts';
import { AmocrmError } from './errors.ts';
import { findContacts } from './find-contacts.ts';
import { moveLead, writeBooking } from './lead-writes.ts';
import { setLeader } from './leader.ts';
import { ensureLead } from './leads.ts';
import { addNote, createTask } from './tasks.ts';

export interface AmocrmActivityDeps {
  amocrm: AmocrmClient;
  catalogue: CatalogueSource;
  contactKeyOf: Crm['contactKeyOf'];
  dialogStateOf: Crm['dialogStateOf'];
  /** The hours of the final touch, for guests whose own time zone the CRM knows (SPEC D-71). */
  finalTouch: DayHours;
}

export function createAmocrmActivities({
  amocrm,
  catalogue,
  contactKeyOf,
  dialogStateOf,
  finalTouch,
}: AmocrmActivityDeps): AmocrmActivities & AmocrmSearch {
  /** A refusal may mean that a stage or a field is not what it was: the next activity looks again. */
  const inCrm = async <Result>(work: (crm: Crm) => Promise<Result>): Promise<Result> => {
    try {
      return await work({ amocrm, catalogue: await catalogue.get(), contactKeyOf, dialogStateOf });
    } catch (error) {
      if (error instanceof AmocrmError && error.code === 'AMOCRM_REJECTED') catalogue.doubt();
      throw error;
    }
  };
  return {
    readCard: ({ contact, nowMs }) => inCrm((crm) => readCard(crm, contact, { nowMs, finalTouch })),
    ensureLead: (request) => inCrm((crm) => ensureLead(crm, request)),
    createTask: (request) => inCrm((crm) => createTask(crm, request)),
    addNote: (request) => inCrm((crm) => addNote(crm, request)),
    setLeader: (request) => inCrm((crm) => setLeader(crm, request)),
    moveLead: (request) => inCrm((crm) => moveLead(crm, request)),
    writeBooking: (request) => inCrm((crm) => writeBooking(crm, request)),
    whoWrote: (request) => inCrm((crm) => whoWrote(crm, request)),
    findContacts: ({ words }) => findContacts({ amocrm, contactKeyOf }, words),
    readChange: (change) => inCrm((crm) => readChange(crm, change)),
  };
}
