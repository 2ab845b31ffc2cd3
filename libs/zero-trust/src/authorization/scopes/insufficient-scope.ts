import { bearerChallenge } from '../../kernel/bearer-challenge.js';
import { deny, type Deny } from '../../kernel/decision.js';
import { AccessDeniedError } from '../../kernel/errors.js';

/** The deny for a token that lacks scopes, with what a client needs to ask for a better one (RFC 6750 §3.1). */
export function insufficientScope(required: readonly string[], missing: readonly string[]): Deny {
  return deny({
    code: 'ZT_SCOPE_MISSING',
    kind: 'forbidden',
    detail: `The access token lacks the scope ${missing.join(' ')}.`,
    reason: `token lacks the scope ${missing.join(' ')}`,
    evidence: { required, missing },
    headers: {
      'www-authenticate': bearerChallenge({ error: 'insufficient_scope', scope: required.join(' ') }),
    },
  });
}

/**
 * For policies and handlers that need a scope in some cases only: the caller is told which one, as by `@Scopes` (403,
 * `ZT_SCOPE_MISSING`).
 *
 * @example
 * if (!subject.principal.scopes.has('users:delete')) throw new ScopeMissingError('users:delete');
 */
export class ScopeMissingError extends AccessDeniedError {
  constructor(...missing: readonly [string, ...string[]]) {
    super(insufficientScope(missing, missing));
  }
}
