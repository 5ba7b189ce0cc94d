import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A phone as one person has it: digits with the country code, 7XXXXXXXXXX for Russia. `8…`, `+7…`, spaces and brackets are the
 * same person (SPEC D-01). Undefined when it is no phone.
 */
export function normalizePhone(given: string): string | undefined {
  const digits = given.replace(/\D/gu, '');
  if (digits.length < 8) return undefined; // some islands have numbers so short, but so have rooms and orders
  const readings = given.trim().startsWith('+') ? [digits, ...asInRussia(digits)] : [...asInRussia(digits), digits];
  const numbers = readings.flatMap((reading) => parsePhoneNumberFromString(`+${reading}`) ?? []);
  const number = numbers.find((one) => one.isValid()) ?? numbers.find((one) => one.isPossible());
  return number?.number.slice(1);
}

/** How people in Russia write their own numbers: with 8 instead of 7, or without either. */
function asInRussia(digits: string): string[] {
  if (/^8\d{10}$/u.test(digits)) return [`7${digits.slice(1)}`];
  return /^[3489]\d{9}$/u.test(digits) ? [`7${digits}`] : [];
}

/** What people may see of it where it must not be readable: «+7 900 ***-**-12». */
export function maskPhone(phone: string): string {
  const parsed = parsePhoneNumberFromString(`+${phone.replace(/\D/gu, '')}`);
  if (!parsed?.isPossible()) return phone.length > 4 ? `***${phone.slice(-2)}` : '***';
  const national = parsed.nationalNumber;
  return `+${parsed.countryCallingCode} ${national.slice(0, 3)} ***-**-${national.slice(-2)}`;
}
