/** Of the journal's database that `npm start` runs. */
export const JOURNAL_PORT = 4040;

export const journalUrl = (port: number): string => `postgres://postgres@127.0.0.1:${port}/postgres`;
