import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A phone as one person has it: digits with the country code, 7XXXXXXXXXX for Russia. `8…`, `+7…`, spaces and brackets are the
 * same person (SPEC D-01). Undefined when it is no phone.
 */
export function normalizePhone(given: string): string | undefined {
  const digits = given.replace(/\D/gu, '');
  if (digits.length < 8 || digits.length > 15) return undefined;
  const russian = /^8\d{10}$/u.test(digits)
    ? `7${digits.slice(1)}`
    : digits.length === 10 && !given.trim().startsWith('+')
      ? `7${digits}`
      : digits;
  const parsed = parsePhoneNumberFromString(`+${russian}`);
  return parsed?.isPossible() ? parsed.number.slice(1) : undefined;
}

/** What people may see of it where it must not be readable: «+7 900 ***-**-12». */
export function maskPhone(phone: string): string {
  const parsed = parsePhoneNumberFromString(`+${phone}`);
  if (!parsed) return `***${phone.slice(-2)}`;
  const national = parsed.nationalNumber;
  return `+${parsed.countryCallingCode} ${national.slice(0, 3)} ***-**-${national.slice(-2)}`;
}
