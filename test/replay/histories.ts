/** Histories of dialogs that ran, one file for each scenario of SPEC §0. */
export const HISTORIES = new URL('histories/', import.meta.url);
