import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';

/** How the list of dialogs names a person. */
export interface PersonLabel {
  /** As the channel called them when the dialog was opened. */
  name?: string;
  /** Masked. */
  phone?: string;
}

export interface PersonSeal {
  seal(person: PersonLabel): Promise<string>;
  /** Undefined where it was sealed with another secret, or is no seal at all. */
  open(sealed: string): Promise<PersonLabel | undefined>;
}

const KEY_BYTES = 32;
/** A list that is looked at each second shows the same people. */
const OPENED_KEPT = 5_000;

/** A person's name as Temporal's list may keep it: readable only with CONTACT_KEY_SECRET (docs/decisions/023). */
export function createPersonSeal(contactKeySecret: string): PersonSeal {
  const key = new Uint8Array(hkdfSync('sha256', contactKeySecret, '', 'estafeta person label', KEY_BYTES));
  const opened = new Map<string, PersonLabel>();
  return {
    seal: ({ name, phone }) =>
      new CompactEncrypt(new TextEncoder().encode(JSON.stringify({ name, phone })))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),
    async open(sealed) {
      const known = opened.get(sealed);
      if (known !== undefined) return known;
      try {
        const { plaintext } = await compactDecrypt(sealed, key);
        const person = JSON.parse(new TextDecoder().decode(plaintext)) as PersonLabel;
        if (opened.size >= OPENED_KEPT) opened.clear();
        opened.set(sealed, person);
        return person;
      } catch {
        return undefined;
      }
    },
  };
}
