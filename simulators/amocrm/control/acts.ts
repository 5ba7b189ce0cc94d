import { z } from 'zod';
import { changeLead, createLead, deleteLead, restoreLead } from '../world/leads.ts';
import { changeTask } from '../world/tasks.ts';
import { contactByPhone, createContact, phoneField } from '../world/contacts.ts';
import { createNote } from '../world/notes.ts';
import { digitsOf, findCard, findUser, mainPipeline, ROBOT, statusOf, type Moment } from '../world/moment.ts';
import { stageNamed, stageNames, type Stage } from '../world/stages.ts';
import type { Lead, State } from '../world/state.ts';
import { accept } from '../world/unsorted.ts';
import { valueOfField } from './field-value.ts';
import { userId } from './people.ts';
import { Sorry } from './sorry.ts';

const as = z.union([z.string(), z.int()]);
const lead = z.int();
const stage = z.union([z.string(), z.int()]);
const optionalStage = stage.default('Новая заявка');

export const ActBody = z.discriminatedUnion('do', [
  z.strictObject({ as, do: z.literal('move'), lead, stage }),
  z.strictObject({
    as,
    do: z.literal('set-field'),
    lead,
    field: z.union([z.string(), z.int()]),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  }),
  z.strictObject({ as, do: z.literal('assign'), lead, to: as }),
  z.strictObject({ as, do: z.literal('note'), lead, text: z.string() }),
  z.strictObject({ as, do: z.literal('open'), lead }),
  z.strictObject({ as, do: z.literal('accept'), lead, stage: optionalStage }),
  z.strictObject({ as, do: z.literal('complete-task'), task: z.int(), text: z.string().optional() }),
  z.strictObject({
    as,
    do: z.literal('create-lead'),
    phone: z.string().optional(),
    name: z.string().optional(),
    stage: optionalStage,
    price: z.int().optional(),
  }),
  z.strictObject({ as, do: z.literal('delete'), lead }),
  z.strictObject({ as, do: z.literal('restore'), lead }),
  z.strictObject({ as, do: z.literal('enable-webhook'), destination: z.string() }),
]);
type Act = z.infer<typeof ActBody>;

/** Somebody does something in amoCRM's interface. The CRM notices as it would: events, webhooks, who and when. */
export function act(state: State, nowMs: number, body: Act): Record<string, unknown> {
  const by = userId(state, body.as);
  const done = carryOut({ state, nowMs, by, viaApi: false }, body);
  const { as: _as, do: what, ...detail } = body;
  const leadId = 'lead' in body ? body.lead : typeof done['lead'] === 'number' ? done['lead'] : null;
  state.acts.push({ atMs: nowMs, as: String(body.as), do: what, lead: leadId, detail: JSON.stringify(detail) });
  return done;
}

function carryOut(moment: Moment, body: Act): Record<string, unknown> {
  const { state } = moment;
  switch (body.do) {
    case 'move':
      return move(moment, leadOf(state, body.lead), stageOf(state, body.stage));
    case 'set-field': {
      const one = leadOf(state, body.lead);
      changeLead(moment, one, { fields: [valueOfField(state, body.field, body.value)] });
      return { lead: one.id };
    }
    case 'assign': {
      const one = leadOf(state, body.lead);
      changeLead(moment, one, { responsible_user_id: userId(state, body.to) });
      return { lead: one.id, responsible_user_id: one.responsible_user_id };
    }
    case 'note':
      return {
        lead: body.lead,
        note: createNote(moment, {
          entity_type: 'leads',
          entity_id: leadOf(state, body.lead).id,
          note_type: 'common',
          params: { text: body.text },
        }).id,
      };
    case 'open': // amoCRM tells nobody (§11.4): only the list of acts does
      return { lead: leadOf(state, body.lead).id };
    case 'accept':
      return acceptLead(moment, leadOf(state, body.lead), stageOf(state, body.stage));
    case 'complete-task':
      return completeTask(moment, body.task, body.text);
    case 'create-lead':
      return newLead(moment, body);
    case 'delete':
      deleteLead(moment, leadOf(state, body.lead));
      return { lead: body.lead };
    case 'restore': {
      const trashed = state.leads.find(({ id, is_deleted }) => id === body.lead && is_deleted);
      if (trashed === undefined) throw new Sorry(`There is no lead ${body.lead} in the trash.`, 404);
      restoreLead(moment, trashed);
      return { lead: body.lead };
    }
    case 'enable-webhook':
      return enableWebhook(moment, body.destination);
  }
}

function move(moment: Moment, one: Lead, to: Stage): Record<string, unknown> {
  if (to.type === 1) throw new Sorry('Nobody can move a lead into «Неразобранное».');
  changeLead(moment, one, { pipeline_id: to.pipeline_id, status_id: to.status_id });
  return { lead: one.id, stage: statusOf(moment.state, one).name };
}

function acceptLead(moment: Moment, one: Lead, to: Stage): Record<string, unknown> {
  const item = moment.state.unsorted.find(({ lead_id }) => lead_id === one.id);
  if (item === undefined) throw new Sorry(`Lead ${one.id} is not in «Неразобранное».`);
  accept(moment, item, { statusId: to.status_id, responsibleId: moment.by === ROBOT ? undefined : moment.by });
  return { lead: one.id, stage: statusOf(moment.state, one).name };
}

function completeTask(moment: Moment, id: number, text: string | undefined): Record<string, unknown> {
  const task = moment.state.tasks.find((one) => one.id === id);
  if (task === undefined) throw new Sorry(`There is no task ${id}.`, 404);
  if (task.is_completed) throw new Sorry(`Task ${id} is completed already.`);
  changeTask(moment, task, { is_completed: true, result: text === undefined ? undefined : { text } });
  return { task: id, lead: task.entity_type === 'leads' ? task.entity_id : null };
}

/** A subscription that switched itself off is switched on again by an admin, by hand (§8.3). */
function enableWebhook({ state, by }: Moment, destination: string): Record<string, unknown> {
  if (findUser(state, by)?.is_admin !== true) throw new Sorry('Only an admin can switch a webhook on.');
  const webhook = state.webhooks.find((one) => one.destination === destination);
  if (webhook === undefined) throw new Sorry(`There is no webhook to ${destination}.`, 404);
  Object.assign(webhook, { disabled: false, failuresAtMs: [] });
  return { destination, disabled: false };
}

function newLead(moment: Moment, { phone, name, stage: where, price }: Extract<Act, { do: 'create-lead' }>): Record<string, unknown> {
  const { state } = moment;
  const to = stageOf(state, where);
  if (to.type === 1) throw new Sorry('«Неразобранное» is filled by robots: use /_sim/first-message.');
  const contact =
    phone === undefined
      ? undefined
      : (contactByPhone(state, phone) ??
        createContact(moment, { name: name ?? phone, fields: [phoneField(state, `+${digitsOf(phone)}`)] }));
  const made = createLead(moment, {
    name,
    price,
    pipeline_id: mainPipeline(state).id,
    status_id: to.status_id,
    contacts: contact === undefined ? [] : [{ id: contact.id, is_main: true }],
  });
  return { lead: made.id, contact: contact?.id ?? null };
}

function leadOf(state: State, id: number): Lead {
  const found = findCard(state, 'leads', id);
  if (found === undefined) throw new Sorry(`There is no lead ${id}.`, 404);
  return found;
}
function stageOf(state: State, nameOrId: string | number): Stage {
  const found = stageNamed(state, nameOrId);
  if (found === undefined) throw new Sorry(`There is no stage «${nameOrId}». Stages: ${stageNames(state).join(', ')}.`, 400);
  return found;
}
