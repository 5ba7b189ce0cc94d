/** A notice to people who run it (SPEC, Words). */
export interface Alert {
  id: string;
  atMs: number;
  /** What kind of trouble it is, for machines. */
  about: string;
  text: string;
}
