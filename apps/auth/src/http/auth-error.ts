/** What an error of this server's own endpoints tells the caller. */
export interface AuthErrorDetails {
  /** HTTP status. */
  readonly status: number;
  /** Stable code of this server. */
  readonly code: AuthErrorCode;
  /** One public sentence: what was wrong and what to do. */
  readonly detail: string;
  /** The word for it in OAuth (RFC 6749, section 5.2), where there is one. */
  readonly error?: string;
  /** Seconds to wait. */
  readonly retryAfterSeconds?: number;
  /** Further response headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Every problem of a body: JSON pointers (RFC 6901), never values. */
  readonly errors?: readonly BodyProblem[];
}

/** One problem of a request body. */
export interface BodyProblem {
  readonly pointer: string;
  readonly detail: string;
}

/** Codes of this server's own endpoints. */
export type AuthErrorCode =
  | 'AUTH_INVALID_BODY'
  | 'AUTH_UNSUPPORTED_MEDIA_TYPE'
  | 'AUTH_BODY_TOO_LARGE'
  | 'AUTH_METHOD_NOT_ALLOWED'
  | 'AUTH_NOT_FOUND'
  | 'AUTH_WRONG_CREDENTIALS'
  | 'AUTH_ACCOUNT_LOCKED'
  | 'AUTH_TOO_MANY_FAILURES'
  | 'AUTH_INVALID_GRANT'
  | 'AUTH_SIGN_IN_EXPIRED'
  | 'AUTH_INVALID_SCOPE'
  | 'AUTH_OPERATOR_REQUIRED'
  | 'AUTH_LOCAL_ONLY'
  | 'AUTH_TOKEN_REQUIRED'
  | 'AUTH_SCOPE_MISSING'
  | 'AUTH_UNKNOWN_NAME'
  | 'AUTH_NOT_READY'
  | 'AUTH_INTERNAL';

/** A refusal of this server's own endpoints. */
export class AuthError extends Error {
  override readonly name = 'AuthError';

  constructor(readonly details: AuthErrorDetails) {
    super(details.detail);
  }
}

/** The database or Redis, which the answer needs, is down: nothing is granted until it is back. */
export const NOT_READY: AuthErrorDetails = {
  status: 503,
  code: 'AUTH_NOT_READY',
  detail: 'A service that this answer depends on does not answer. Try again shortly.',
  retryAfterSeconds: 1,
};
