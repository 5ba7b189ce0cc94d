import { Router } from 'express';
import { z } from 'zod';
import { cardChange, cardKeys, checkCard, SentTags } from '../http/card-body.ts';
import { readBatch, type Refuse } from '../http/input.ts';
import { checkPlace } from '../http/lead-rules.ts';
import { written } from '../http/list.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { readFields } from '../http/values.ts';
import { createContact } from '../world/contacts.ts';
import type { State } from '../world/state.ts';
import { receive } from '../world/unsorted.ts';
import type { World } from '../world/world.ts';

const tags = z.strictObject({ tags: SentTags.nullish() }).optional();
const SentLead = z.strictObject({ ...cardKeys, price: z.int().nonnegative().optional(), _embedded: tags });
const SentContact = z.strictObject({ ...cardKeys, first_name: z.string().optional(), last_name: z.string().optional(), _embedded: tags });
const Application = z.strictObject({
  source_uid: z.string().min(1),
  source_name: z.string().min(1),
  pipeline_id: z.int().optional(),
  created_at: z.int().optional(),
  metadata: z.record(z.string(), z.unknown()),
  request_id: z.union([z.string(), z.number()]).optional(),
  _embedded: z
    .strictObject({
      leads: z.array(SentLead).max(1).optional(),
      contacts: z.array(SentContact).max(1).optional(),
      companies: z.array(z.unknown()).max(0).optional(),
    })
    .optional(),
});
type Sent = z.infer<typeof Application>;

/** `POST /leads/unsorted/forms` and `/sip` (facts/amocrm.md §10.6). */
export function unsortedCreateRoutes(world: World): Router {
  return Router()
    .post(
      '/leads/unsorted/forms',
      route(world, (call) => create(call, 'forms')),
    )
    .post(
      '/leads/unsorted/sip',
      route(world, (call) => create(call, 'sip')),
    );
}

function create(call: Call, category: 'forms' | 'sip'): Answer {
  const { state, hrefs } = call;
  const elements = readBatch(call.body, Application, (sent, refuse) => check(state, sent, refuse));
  const made = elements.map(({ body, request_id }) => {
    const { item, lead } = make(call, category, body);
    const contacts = item.contact_ids.map((id) => ({ id, _links: hrefs.self(`/contacts/${id}`) }));
    const leads = [{ id: lead.id, _links: hrefs.self(`/leads/${lead.id}`) }];
    return {
      uid: item.uid,
      account_id: state.account.id,
      request_id,
      _links: hrefs.self(`/leads/unsorted/${item.uid}`),
      _embedded: { contacts, leads, companies: [] },
    };
  });
  return written(call, 'unsorted', made);
}

function make({ state, moment }: Call, category: 'forms' | 'sip', sent: Sent): ReturnType<typeof receive> {
  const [lead] = sent._embedded?.leads ?? [];
  const [contact] = sent._embedded?.contacts ?? [];
  const contactId =
    contact &&
    createContact(moment, {
      ...cardChange(
        state,
        'contacts',
        contact,
        readFields(state, 'contacts', contact.custom_fields_values, () => undefined),
        [],
      ),
      first_name: contact.first_name,
      last_name: contact.last_name,
    }).id;
  return receive(moment, {
    category,
    source_uid: sent.source_uid,
    source_name: sent.source_name,
    metadata: sent.metadata,
    created_at: sent.created_at,
    lead: {
      ...(lead === undefined
        ? {}
        : cardChange(
            state,
            'leads',
            lead,
            readFields(state, 'leads', lead.custom_fields_values, () => undefined),
            [],
          )),
      price: lead?.price,
      pipeline_id: sent.pipeline_id,
      contacts: contactId === undefined ? [] : [{ id: contactId, is_main: true }],
    },
  });
}

function check(state: State, sent: Sent, refuse: Refuse): void {
  checkPlace(state, { pipeline_id: sent.pipeline_id }, refuse);
  for (const kind of ['leads', 'contacts'] as const)
    for (const [place, card] of (sent._embedded?.[kind] ?? []).entries()) {
      const under: Refuse = (code, path, detail) => refuse(code, `_embedded.${kind}.${place}.${path}`, detail);
      checkCard(state, kind, card, under);
      readFields(state, kind, card.custom_fields_values, under);
    }
}
