/** A code from the authorization page. */
export interface AuthorizationCode {
  code: string;
  /** Null = never, for the code that is there from the start. */
  expiresAtMs: number | null;
  used: boolean;
}
/** What one grant gave out. */
export interface TokenPair {
  access: string;
  accessExpiresAtMs: number;
  refresh: string;
  refreshExpiresAtMs: number;
  refreshUsed: boolean;
}
export interface IssuedTokens {
  codes: AuthorizationCode[];
  pairs: TokenPair[];
}
