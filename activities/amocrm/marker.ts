/** What ends everything we write into the CRM, so that a repeat finds it (SPEC D-41, D-91). */
const SIGN = '#estafeta:';

export const tagOf = (marker: string): string => `estafeta:${marker}`;
/** The contact of a client without a phone: nothing else tells whose it is. The key is no personal data. */
export const contactTagOf = (contactKey: string): string => `estafeta-contact:${contactKey}`;
const CONTACT_TAG = /^estafeta-contact:(.+)$/u;
export const contactKeyIn = (tags: readonly { name: string }[]): string | undefined =>
  tags.map(({ name }) => CONTACT_TAG.exec(name)?.[1]).find((key) => key !== undefined);

/** The text with its marker as the last line. */
export function marked(text: string, marker: string): string {
  const sign = `${SIGN}${marker}`;
  return text.endsWith(sign) ? text : `${text}\n${sign}`;
}

/** Is it what the try with this marker wrote? `w1` is not `w12`. */
export function bears(text: string | null | undefined, marker: string): boolean {
  const sign = `${SIGN}${marker}`;
  const place = text?.lastIndexOf(sign) ?? -1;
  return place >= 0 && !/^[\w-]/u.test((text ?? '').slice(place + sign.length));
}

export const isOurs = (text: string | null | undefined): boolean => text?.includes(SIGN) ?? false;
