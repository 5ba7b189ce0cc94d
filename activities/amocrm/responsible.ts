import type { Catalogue } from './catalogue.ts';
import type { Crm } from './crm.ts';
import type { AmoLead } from './schema.ts';

/** Nobody, somebody dismissed and we ourselves cannot be given work (SPEC D-41). */
export function usable(userId: number | null | undefined, { users, ourUserId }: Catalogue): number | undefined {
  return userId && userId !== ourUserId && users.get(userId)?.active === true ? userId : undefined;
}

/** Who gets a task: the lead's responsible, else the contact's, else the policy's manager (SPEC D-41). Undefined: as amoCRM itself decides. */
export async function responsibleFor(
  { amocrm, catalogue }: Crm,
  about: { lead: AmoLead } | { contactId: number },
): Promise<number | undefined> {
  const ofLead = 'lead' in about ? usable(about.lead.responsible_user_id, catalogue) : undefined;
  if (ofLead !== undefined) return ofLead;
  const contactId = 'lead' in about ? mainContactId(about.lead) : about.contactId;
  const contact = contactId === undefined ? undefined : await amocrm.contact(contactId);
  return usable(contact?.responsible_user_id, catalogue) ?? usable(catalogue.defaultManagerId, catalogue);
}

function mainContactId({ _embedded: embedded }: AmoLead): number | undefined {
  const contacts = embedded?.contacts ?? [];
  return (contacts.find(({ is_main: isMain }) => isMain === true) ?? contacts[0])?.id;
}
