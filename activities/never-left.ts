/** Network failures before a byte of the request could reach the other side. Everything else (a reset, a timeout) may have come after it. */
const BEFORE_SENDING: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
];

/** Did the request certainly not leave us? `code` is Node's or axios' own. */
export const neverLeft = (code: string | undefined): boolean => code !== undefined && BEFORE_SENDING.includes(code);
