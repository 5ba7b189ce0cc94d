import { normalizePhone } from '../../contact/phone.ts';
import { Problem } from '../problem.ts';

export interface PhoneDeps {
  keyOfPhone: (phone: string) => string;
}

/** A phone in any notation as one person has it (SPEC D-01). Errors: Problem with this code. */
export function phoneIn(given: string, code: 'MALFORMED_BODY' | 'MALFORMED_QUERY'): string {
  const phone = normalizePhone(given);
  if (phone !== undefined) return phone;
  throw new Problem(code, 'It does not fit at phone.', { extras: { issues: [{ path: 'phone', message: 'is not a phone number' }] } });
}
