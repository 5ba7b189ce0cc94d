import * as z from 'zod';

// amoCRM's answers, of which only what we use is looked at (facts/amocrm.md). Extra keys are normal and ignored.

const seconds = z.int();
const link = z.object({ id: z.int() });

const fieldValue = z.object({
  value: z.unknown(),
  enum_id: z.int().nullish(),
});
const fieldValues = z
  .array(z.object({ field_id: z.int(), field_code: z.string().nullish(), values: z.array(fieldValue) }))
  .nullish()
  .transform((values) => values ?? []);
export type FieldValues = z.output<typeof fieldValues>;

export const contact = z.object({
  id: z.int(),
  name: z.string().nullish(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  responsible_user_id: z.int().nullish(),
  updated_by: z.int().nullish(),
  updated_at: seconds,
  is_deleted: z.boolean().nullish(),
  custom_fields_values: fieldValues,
  _embedded: z.object({ tags: z.array(z.object({ name: z.string() })).nullish(), leads: z.array(link).nullish() }).nullish(),
});
export type AmoContact = z.output<typeof contact>;

export const lead = z.object({
  id: z.int(),
  price: z.number().nullish(),
  responsible_user_id: z.int().nullish(),
  pipeline_id: z.int(),
  status_id: z.int(),
  created_by: z.int().nullish(),
  updated_by: z.int().nullish(),
  created_at: seconds,
  updated_at: seconds,
  is_deleted: z.boolean().nullish(),
  custom_fields_values: fieldValues,
  _embedded: z
    .object({
      tags: z.array(z.object({ name: z.string() })).nullish(),
      contacts: z.array(link.extend({ is_main: z.boolean().nullish() })).nullish(),
    })
    .nullish(),
});
export type AmoLead = z.output<typeof lead>;

export const task = z.object({
  id: z.int(),
  entity_id: z.int().nullish(),
  entity_type: z.string().nullish(),
  is_completed: z.boolean(),
  text: z.string().nullish(),
  responsible_user_id: z.int().nullish(),
  updated_by: z.int().nullish(),
  updated_at: seconds.nullish(),
});
export type AmoTask = z.output<typeof task>;

export const note = z.object({
  id: z.int(),
  entity_id: z.int(),
  note_type: z.union([z.string(), z.int()]).transform(String),
  created_at: seconds,
  params: z.object({ text: z.string().nullish() }).nullish().catch(null),
});
export type AmoNote = z.output<typeof note>;

export const event = z.object({
  id: z.string(),
  type: z.string(),
  entity_id: z.int(),
  entity_type: z.string(),
  created_by: z.int(),
  created_at: seconds,
  value_after: z.array(z.looseObject({})).nullish().catch(null),
  /** Of chat events, which stand on the lead: whose chat it is (facts/amocrm.md §15.1). */
  _embedded: z
    .object({ entity: z.object({ linked_talk_contact_id: z.int().nullish() }).nullish() })
    .nullish()
    .catch(null),
});
export type AmoEvent = z.output<typeof event>;

export const account = z.object({
  id: z.int(),
  current_user_id: z.int(),
  is_api_filter_enabled: z.boolean().nullish(),
  _embedded: z.object({
    task_types: z.array(z.object({ id: z.int(), name: z.string() })),
    datetime_settings: z.object({ timezone: z.string() }),
  }),
});

export const user = z.object({
  id: z.int(),
  name: z.string(),
  rights: z.object({ is_active: z.boolean().nullish() }).nullish(),
});

const status = z.object({ id: z.int(), name: z.string(), sort: z.int().nullish(), type: z.int().nullish() });
export const pipeline = z.object({
  id: z.int(),
  name: z.string(),
  is_main: z.boolean().nullish(),
  _embedded: z.object({ statuses: z.array(status) }),
});
export type AmoPipeline = z.output<typeof pipeline>;

export const customField = z.object({
  id: z.int(),
  name: z.string(),
  code: z.string().nullish(),
  type: z.string(),
  enums: z.array(z.object({ id: z.int(), value: z.string(), sort: z.int().nullish(), code: z.string().nullish() })).nullish(),
});
export type AmoField = z.output<typeof customField>;

export const lossReason = z.object({ id: z.int(), name: z.string() });
export const webhook = z.object({ destination: z.string(), disabled: z.boolean().nullish(), settings: z.array(z.string()).nullish() });
export type AmoWebhook = z.output<typeof webhook>;

/** A list in its envelope: the rows under their own key, `next` only while there is more (facts/amocrm.md §2.5). */
export const page = z.object({
  _links: z.object({ next: z.object({ href: z.string() }).nullish() }).nullish(),
  _embedded: z.record(z.string(), z.unknown()),
});

/** What a create answers: stubs under the entity's key (facts/amocrm.md §2.5). */
export const created = z.object({ _embedded: z.record(z.string(), z.unknown()) });
export const stubs = z.array(z.object({ id: z.int() })).min(1);

/** A refusal (facts/amocrm.md §1.7). Nothing in it is certain but the status, which HTTP tells too. */
export const problem = z.object({
  title: z.string().nullish(),
  detail: z.string().nullish(),
  hint: z.string().nullish(),
  'validation-errors': z
    .array(z.object({ errors: z.array(z.object({ code: z.string(), path: z.string().nullish() })) }))
    .nullish()
    .catch(null),
  errors: z.record(z.string(), z.unknown()).nullish().catch(null),
});
