import { failedDeliveries } from '../world/journal.ts';
import { statusOf } from '../world/moment.ts';
import type { State, StoredField } from '../world/state.ts';

/** The world in a form for eyes and tests: names instead of ids where people would use names. */
export function describeState(state: State): Record<string, unknown> {
  const userName = (id: number): string => state.users.find((user) => user.id === id)?.name ?? (id === 0 ? 'робот' : String(id));
  const tagNames = (ids: readonly number[]): string[] => state.tags.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  return {
    leads: state.leads.map((lead) => ({
      id: lead.id,
      name: lead.name,
      stage: statusOf(state, lead).name,
      price: lead.price,
      responsible: userName(lead.responsible_user_id),
      updatedBy: userName(lead.updated_by),
      updatedAt: lead.updated_at,
      contacts: lead.contacts.map(({ id }) => id),
      tags: tagNames(lead.tag_ids),
      fields: fieldsOf(state, lead.fields),
      ...(lead.is_deleted ? { deleted: true } : {}),
    })),
    contacts: state.contacts.map((contact) => ({
      id: contact.id,
      name: contact.name,
      responsible: userName(contact.responsible_user_id),
      fields: fieldsOf(state, contact.fields),
    })),
    tasks: state.tasks.map((task) => ({
      id: task.id,
      type: state.task_types.find(({ id }) => id === task.task_type_id)?.name,
      text: task.text,
      on: task.entity_id === null ? null : `${task.entity_type}/${task.entity_id}`,
      responsible: userName(task.responsible_user_id),
      createdBy: userName(task.created_by),
      createdAt: task.created_at,
      dueAt: task.complete_till,
      completed: task.is_completed,
      result: task.result?.text ?? null,
    })),
    notes: state.notes.map((note) => ({
      id: note.id,
      on: `${note.entity_type}/${note.entity_id}`,
      by: userName(note.created_by),
      at: note.created_at,
      type: note.note_type,
      text: note.params['text'] ?? null,
    })),
    unsorted: state.unsorted.map(({ uid, category, lead_id }) => ({ uid, category, lead: lead_id })),
    webhooks: state.webhooks.map(({ destination, settings, disabled }) => ({ destination, settings, disabled })),
    pendingDeliveries: state.pending.length,
    failedDeliveries: failedDeliveries(state),
    acts: state.acts,
    settings: {
      outage: state.outage,
      autoLead: state.autoLead,
      apiAuthor: state.apiAuthorInWebhooks,
      searchLagSeconds: state.searchLagMs / 1000,
      chatLagSeconds: state.chatLagMs / 1000,
      outsideAuthor: state.outsideAuthor,
      limits: state.limits,
      clock: state.clock,
    },
  };
}

/** «Дата заезда»: '2026-12-01' reads better than seconds do. */
function fieldsOf(state: State, fields: readonly StoredField[]): Record<string, unknown> {
  const dates = new Intl.DateTimeFormat('sv-SE', { timeZone: state.account.timezone });
  return Object.fromEntries(
    fields.map(({ field_id, values }) => {
      const field = state.fields.find(({ id }) => id === field_id);
      const shown = values.map(({ value }) => (field?.type === 'date' ? dates.format(Number(value) * 1000) : value));
      return [field?.name ?? String(field_id), shown.length === 1 ? shown[0] : shown];
    }),
  );
}
