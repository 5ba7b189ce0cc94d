/** What a person of the sanatorium did, so that the checker knows who led when. All instants in epoch ms of one machine. */
export interface Act {
  /** `words` past us, `say` through us, `take` and `release` by the API, `field…` in the CRM card. */
  what: 'take' | 'release' | 'words' | 'say' | 'fieldManager' | 'fieldBot';
  begunAtMs: number;
  /** When it was answered. */
  doneAtMs: number;
  /** `fieldManager`, `fieldBot`: when the dialog was first seen to follow. */
  seenAtMs?: number;
  /** `words`, `say`. */
  text?: string;
  /** `release`: the dialog was with the bot already, so nothing came of it. */
  refused?: true;
}

/** What was asked of the product in one guest's name: the load's own log. */
export interface AskedGuest {
  phone: string;
  part: string;
  written: { text: string; atMs: number }[];
  acts: Act[];
}
