import { Router } from 'express';
import { z } from 'zod';
import { cardChange, cardKeys, checkCard, SentTags } from '../http/card-body.ts';
import { readBatch, type Refuse } from '../http/input.ts';
import { checkPlace } from '../http/lead-rules.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { readFields } from '../http/values.ts';
import { createCompany, createContact } from '../world/contacts.ts';
import { createLead, type NewLead } from '../world/leads.ts';
import { findCard } from '../world/moment.ts';
import type { State } from '../world/state.ts';
import { receive } from '../world/unsorted.ts';
import type { World } from '../world/world.ts';

const tags = z.strictObject({ tags: SentTags.nullish() }).optional();
const SentContact = z.strictObject({
  ...cardKeys,
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  is_main: z.boolean().optional(),
  _embedded: tags,
});
const SentCompany = z.strictObject({ ...cardKeys, _embedded: tags });
const Metadata = z.looseObject({ category: z.enum(['forms', 'sip']) });
const ComplexLead = z.strictObject({
  ...cardKeys,
  price: z.int().nonnegative().optional(),
  pipeline_id: z.int().optional(),
  status_id: z.int().optional(),
  _embedded: z
    .strictObject({
      tags: SentTags.nullish(),
      contacts: z.array(SentContact).max(1).optional(),
      companies: z.array(SentCompany).max(1).optional(),
      metadata: Metadata.optional(),
      source: z.unknown().optional(),
    })
    .optional(),
});
type Sent = z.infer<typeof ComplexLead>;

/** `/leads/complex`: lead, contact and company at once, a plain array as answer; no duplicate control here (facts/amocrm.md §4.4). */
export function complexRoutes(world: World): Router {
  return Router().post('/leads/complex', route(world, create));
}

function create(call: Call): Answer {
  const elements = readBatch(call.body, ComplexLead, (sent, refuse) => check(call.state, sent, refuse));
  return {
    status: 200,
    body: elements.map(({ body, request_id }) => ({ ...make(call, body), request_id: [request_id], merged: false })),
  };
}

function make({ state, moment }: Call, sent: Sent): { id: number; contact_id: number | null; company_id: number | null } {
  const by = { ...moment, by: sent.created_by ?? moment.by };
  const [contact] = sent._embedded?.contacts ?? [];
  const [company] = sent._embedded?.companies ?? [];
  const contactId =
    contact &&
    (contact.id ??
      createContact(by, { ...changeOf(state, 'contacts', contact), first_name: contact.first_name, last_name: contact.last_name }).id);
  const companyId = company && (company.id ?? createCompany(by, changeOf(state, 'companies', company)).id);
  const facts: NewLead = {
    ...changeOf(state, 'leads', sent),
    price: sent.price,
    pipeline_id: sent.pipeline_id,
    status_id: sent.status_id,
    contacts: contactId === undefined ? [] : [{ id: contactId, is_main: true }],
    company_id: companyId ?? null,
  };
  const metadata = sent._embedded?.metadata;
  const lead =
    metadata === undefined
      ? createLead(by, facts)
      : receive(by, {
          category: metadata.category,
          source_uid: 'api',
          source_name: typeof metadata['form_name'] === 'string' ? metadata['form_name'] : metadata.category,
          metadata,
          lead: facts,
        }).lead;
  return { id: lead.id, contact_id: contactId ?? null, company_id: companyId ?? null };
}

function check(state: State, sent: Sent, refuse: Refuse): void {
  checkPlace(state, sent, refuse);
  checkOne(state, 'leads', sent, refuse, '');
  const lists = { contacts: sent._embedded?.contacts ?? [], companies: sent._embedded?.companies ?? [] } as const;
  for (const kind of ['contacts', 'companies'] as const)
    for (const [place, card] of lists[kind].entries()) {
      const path = `_embedded.${kind}.${place}.`;
      if (card.id !== undefined && findCard(state, kind, card.id) === undefined) refuse('NotSupportedChoice', `${path}id`);
      checkOne(state, kind, card, refuse, path);
    }
}

function checkOne(
  state: State,
  kind: 'leads' | 'contacts' | 'companies',
  sent: z.infer<typeof SentCompany>,
  refuse: Refuse,
  prefix: string,
): void {
  const under: Refuse = (code, path, detail) => refuse(code, prefix + path, detail);
  checkCard(state, kind, sent, under);
  readFields(state, kind, sent.custom_fields_values, under);
}

function changeOf(
  state: State,
  kind: 'leads' | 'contacts' | 'companies',
  sent: z.infer<typeof SentCompany> | Sent,
): ReturnType<typeof cardChange> {
  return cardChange(
    state,
    kind,
    sent,
    readFields(state, kind, sent.custom_fields_values, () => undefined),
    [],
  );
}
