import { deny } from '../../kernel/decision.js';
import { AccessDeniedError } from '../../kernel/errors.js';

/** An error code of RFC 6749 §5.2; a server that says something else is not quoted. */
const ERROR_CODE = /^[a-z_]{1,64}$/;

/** Who refused a token, and with which word. */
export interface TokenRefusal {
  readonly issuer: string;
  /** `error` of the answer. */
  readonly error: string;
}

/** The authorization server has understood the request for a token, and refuses it. Holds nothing else of its answer. */
export class TokenRequestRefusedError extends AccessDeniedError {
  readonly error: string;

  constructor({ issuer, error }: TokenRefusal) {
    const word = ERROR_CODE.test(error) ? error : 'an unknown error';
    super(
      deny({
        code: 'ZT_OUTGOING_TOKEN_REFUSED',
        kind: 'unavailable',
        detail: 'Another service that this request needs cannot be called.',
        reason: `${issuer} issues no token: ${word}; check clientId, its key, and what the client may ask for`,
        evidence: { dependency: issuer, error: word },
      }),
    );
    this.error = word;
  }

  /** Whether every other request would be refused too. */
  get concernsClient(): boolean {
    return this.error === 'invalid_client';
  }
}

/** The call that the application asked for would send a token where none may go, or has credentials of its own. */
export function callRefused(reason: string): AccessDeniedError {
  return new AccessDeniedError(
    deny({
      code: 'ZT_OUTGOING_CALL_REFUSED',
      kind: 'internal',
      detail: 'Another service that this request needs cannot be called.',
      reason,
    }),
  );
}
