import { unsortedBody } from './hook-bodies.ts';
import { announce } from './hooks.ts';
import type { Moment } from './moment.ts';
import type { UnsortedItem } from './state.ts';

/** Takes an item off the list and says why; its lead lives on. */
export function dropItem(moment: Moment, item: UnsortedItem, action: 'accept' | 'decline'): void {
  const { state } = moment;
  const result =
    action === 'accept'
      ? { accept_result: { leads: [item.lead_id], contacts: item.contact_ids } }
      : { decline_result: { leads: [item.lead_id] } };
  const body = { ...unsortedBody(state, item), action, modified_user_id: moment.by, ...result };
  state.unsorted = state.unsorted.filter(({ uid }) => uid !== item.uid);
  announce(moment, 'delete_unsorted', { unsorted: { delete: [body] } });
}

/** Who moves a lead out of «Неразобранное» accepts it (§5). */
export function pulledOut(moment: Moment, leadId: number): void {
  const item = moment.state.unsorted.find(({ lead_id }) => lead_id === leadId);
  if (item !== undefined) dropItem(moment, item, 'accept');
}
