import type { Leader } from '../../domain/dialog/card.ts';
import type { StateName } from '../../domain/dialog/dialog.ts';
import type { Catalogue } from './catalogue.ts';
import { dialogKeysOf } from './contacts.ts';
import type { AmocrmActivities } from './contract.ts';
import type { Crm } from './crm.ts';
import { fieldWrite } from './field-values.ts';
import { isPerson, leaderOf } from './lead-mapping.ts';
import { acceptIfUnsorted, requireLead } from './leads.ts';
import type { AmoLead } from './schema.ts';

/** Another dialog may change hands while we write; its own write follows, so that a few looks are enough. */
const LOOKS_MAX = 3;

/**
 * «Ведёт диалог» (SPEC D-53). Two phones of one family on one lead are two dialogs: the field shows «Менеджер» while any of them is
 * with a manager, else «Ждёт менеджера» while any waits (SPEC §10).
 */
export async function setLeader(
  crm: Crm,
  { leadId, leader, contactKey, unlessTaken, unlessReleased }: Parameters<AmocrmActivities['setLeader']>[0],
): ReturnType<AmocrmActivities['setLeader']> {
  const field = crm.catalogue.leadFields.leader;
  if (field === undefined || shownAs(leader, crm.catalogue) === undefined) return { written: false };
  let lead = await requireLead(crm, leadId);
  const others = leader === 'manager' ? [] : await otherDialogs(crm, lead, contactKey);
  let shows = leaderOf(lead.custom_fields_values, crm.catalogue);
  for (let look = 1; look <= LOOKS_MAX; look += 1) {
    const wanted = shownAs(strongest([leader, ...(await leadersOf(crm, others, leadId))]), crm.catalogue);
    if (wanted === undefined || wanted.leader === shows) break;
    if (unlessTaken && look === 1 && shows === 'manager') return { written: false };
    if (unlessReleased && look === 1 && (await isSetByPerson(crm, leadId, field.id))) return { written: false };
    lead = await acceptIfUnsorted(crm, lead);
    await crm.amocrm.changeLead(leadId, { custom_fields_values: [fieldWrite(field, { enum_id: wanted.enumId })] });
    shows = wanted.leader;
    if (others.length === 0) break;
  }
  return { written: true, ...(shows === undefined || shows === leader ? {} : { shows }) };
}

/** Whoever changed the field last was a person: what stands there is theirs. */
async function isSetByPerson({ amocrm, catalogue }: Crm, leadId: number, fieldId: number): Promise<boolean> {
  const type = `custom_field_${fieldId}_value_changed`;
  const changes = (await amocrm.eventsOfLeads([leadId], [type])).filter((event) => event.type === type && event.entity_id === leadId);
  const [last] = changes.toSorted((one, other) => other.created_at - one.created_at || other.id.localeCompare(one.id));
  return last !== undefined && isPerson(last.created_by, catalogue);
}

async function otherDialogs(crm: Crm, { _embedded: embedded }: AmoLead, contactKey: string): Promise<readonly string[]> {
  const contactIds = (embedded?.contacts ?? []).map(({ id }) => id);
  return (await dialogKeysOf(crm, contactIds)).filter((key) => key !== contactKey);
}

/** Who leads counts the more, the later they stand here. */
const RISING: readonly Leader[] = ['bot', 'awaiting', 'manager'];
const LEADERS: Readonly<Record<StateName, Leader | undefined>> = {
  withBot: 'bot',
  awaitingManager: 'awaiting',
  withManager: 'manager',
  closed: undefined,
};

async function leadersOf({ dialogStateOf }: Crm, contactKeys: readonly string[], leadId: number): Promise<readonly Leader[]> {
  const states = await Promise.all(contactKeys.map((key) => dialogStateOf(key, leadId)));
  return states.flatMap((state) => (state && LEADERS[state]) ?? []);
}

const strongest = (leaders: readonly Leader[]): Leader => RISING.findLast((leader) => leaders.includes(leader)) ?? 'bot';

/** An account without «Ждёт менеджера» shows «Бот» until a take (SPEC D-53); undefined: it cannot show it at all. */
function shownAs(leader: Leader, { leaderEnumIds }: Catalogue): { leader: Leader; enumId: number } | undefined {
  const shown = leader === 'awaiting' && leaderEnumIds.awaiting === undefined ? 'bot' : leader;
  const enumId = leaderEnumIds[shown];
  return enumId === undefined ? undefined : { leader: shown, enumId };
}
