/** What a query is answered with that came too early; asked again, it finds the workflow as it is (interceptors.ts). */
export const ASKED_TOO_EARLY = 'The workflow was being read again, and this query came too early: ask once more';
