import { createContact, contactByPhone, phoneField } from './contacts.ts';
import { createLead, changeLead } from './leads.ts';
import { isClosed, ROBOT, statusOf, type Moment } from './moment.ts';
import { stageNamed } from './stages.ts';
import type { Contact, Lead, State } from './state.ts';
import { receive } from './unsorted.ts';

const BEFORE_PAYMENT = 'Предварительная бронь';
const AFTER_PAYMENT = 'Предоплата получена';

const asRobot = (state: State, nowMs: number): Moment => ({ state, nowMs, by: ROBOT, viaApi: false });

/**
 * The payment robot: the only one that moves a lead to «Предоплата получена» (SPEC D-61).
 * @returns a sentence when the lead does not stand where the robot looks.
 */
export function receivePayment(state: State, nowMs: number, lead: Lead): string | undefined {
  const { name } = statusOf(state, lead);
  if (name !== BEFORE_PAYMENT) return `Lead ${lead.id} stands at «${name}»; the payment robot moves only from «${BEFORE_PAYMENT}».`;
  const target = stageNamed(state, AFTER_PAYMENT);
  if (target === undefined) return `The funnel has no «${AFTER_PAYMENT}».`;
  changeLead(asRobot(state, nowMs), lead, target);
  return undefined;
}

/**
 * What the link between Pact and amoCRM makes of somebody's first message: a contact, unless the phone has one,
 * and a lead at the stage of the setting, unless the contact has one that is not closed (setting `always` makes it all the same).
 */
export function leadOfFirstMessage(state: State, nowMs: number, { phone, name }: { phone: string; name: string }): Lead | undefined {
  const robot = asRobot(state, nowMs);
  const contact = contactByPhone(state, phone) ?? createContact(robot, { name, fields: [phoneField(state, `+${phone}`)] });
  const open = state.leads.some(
    (lead) => !lead.is_deleted && !isClosed(lead.status_id) && lead.contacts.some(({ id }) => id === contact.id),
  );
  const target = stageNamed(state, state.autoLead?.stage ?? '');
  if ((open && state.autoLead?.always !== true) || target === undefined) return undefined;
  return target.type === 1 ? unsortedFromChat(robot, contact) : createLead(robot, { ...leadFacts(contact), ...ids(target) });
}

function unsortedFromChat(robot: Moment, contact: Contact): Lead {
  const metadata = { service: 'whatsapp', received_at: Math.floor(robot.nowMs / 1000), from: contact.name };
  return receive(robot, { category: 'chats', source_uid: 'pact', source_name: 'Pact', metadata, lead: leadFacts(contact) }).lead;
}

const leadFacts = (contact: Contact): { name: string; contacts: { id: number; is_main: boolean }[]; responsible_user_id: number } => ({
  name: `WhatsApp: ${contact.name}`,
  contacts: [{ id: contact.id, is_main: true }],
  responsible_user_id: contact.responsible_user_id,
});
const ids = ({ pipeline_id, status_id }: { pipeline_id: number; status_id: number }): { pipeline_id: number; status_id: number } => ({
  pipeline_id,
  status_id,
});
