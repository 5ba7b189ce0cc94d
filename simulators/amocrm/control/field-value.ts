import { readFields } from '../http/values.ts';
import type { State, StoredField } from '../world/state.ts';
import { Sorry } from './sorry.ts';

/** A lead's field by name or id, as a person fills it in; null clears. The same rules as over the API hold. */
export function valueOfField(state: State, nameOrId: string | number, value: string | number | boolean | null): StoredField {
  const field = state.fields.find(({ entity_type, id, name }) => entity_type === 'leads' && (name === nameOrId || id === Number(nameOrId)));
  if (field === undefined) throw new Sorry(`Leads have no field «${nameOrId}».`, 400);
  const sent = [{ field_id: field.id, values: value === null ? null : [{ value }] }];
  const [stored] = readFields(state, 'leads', sent, () => {
    const options = field.enums?.map((option) => `«${option.value}»`).join(', ');
    throw new Sorry(`«${field.name}» does not take this value${options === undefined ? '' : `; it takes ${options}`}.`, 400);
  });
  if (stored === undefined) throw new Sorry(`«${field.name}» does not take this value.`, 400);
  return stored;
}
