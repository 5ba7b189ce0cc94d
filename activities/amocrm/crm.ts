import type { ContactIdentity } from '../../contact/contact-key.ts';
import type { StateName } from '../../domain/dialog/dialog.ts';
import type { Catalogue } from './catalogue.ts';
import type { AmocrmClient } from './client.ts';

/** What every activity works with: the account, its ids, and our key of a person. */
export interface Crm {
  amocrm: AmocrmClient;
  catalogue: Catalogue;
  contactKeyOf: (identity: ContactIdentity) => string;
  dialogStateOf: DialogStateOf;
}

/** Where the dialog with this contact stands now; undefined when none runs or its lead is another one. */
export type DialogStateOf = (contactKey: string, leadId: number) => Promise<StateName | undefined>;
