import type { FoundContact as Found } from '../../activities/amocrm/contract.ts';

/** A guest whom somebody looks for. */
export type FoundContact = Found;
