import { maskPhone } from '../../contact/phone.ts';
import { dialogKeyIn, phonesOf } from './contacts.ts';
import type { FoundContact } from './contract.ts';
import type { Crm } from './crm.ts';

const SHOWN = 20;

/** The contacts whose name has all these words; each phone of theirs is a dialog of its own (SPEC D-01). */
export async function findContacts(
  { amocrm, contactKeyOf }: Pick<Crm, 'amocrm' | 'contactKeyOf'>,
  words: string,
): Promise<readonly FoundContact[]> {
  const wanted = words.toLowerCase().split(/\s+/u).filter(Boolean);
  // The search takes what it is given as one piece: «Ольга Смирнова» is not «Смирнова Ольга» (facts/amocrm.md §3.2).
  const [longest = ''] = wanted.toSorted((a, b) => b.length - a.length);
  const named = (await amocrm.contactsNamed(longest)).filter(({ name, is_deleted: isGone }) => {
    const has = (name ?? '').toLowerCase();
    return isGone !== true && wanted.every((word) => has.includes(word)); // the search looks into every field (facts/amocrm.md §3.2)
  });
  return named.slice(0, SHOWN).flatMap((contact) => {
    const name = contact.name ?? '';
    const ours = dialogKeyIn(contact);
    return [
      ...phonesOf(contact).map((phone) => ({ contactKey: contactKeyOf({ phone }), name, phone: maskPhone(phone) })),
      ...(ours === undefined ? [] : [{ contactKey: ours, name }]),
    ];
  });
}
