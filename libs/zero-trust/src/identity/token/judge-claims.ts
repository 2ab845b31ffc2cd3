import { principalKey, type Principal } from '../../kernel/principal.js';
import type { ResolvedIssuerOptions } from '../identity.options.js';
import { readActor, readAuthentication } from './read-authentication.js';
import { checkAudience } from './check-audience.js';
import { checkBinding } from './check-binding.js';
import { checkIdentifiers } from './check-identifiers.js';
import { checkScope } from './check-scope.js';
import { checkTimes, type TimeLimits } from './check-times.js';
import { deepFreeze } from './deep-freeze.js';
import type { JsonObject } from './strict-json.js';

/** What the claims of a token are judged by. */
export interface ClaimExpectations extends TimeLimits {
  readonly issuer: ResolvedIssuerOptions;
}

/**
 * Judges the claims of a token whose signature has been verified, and says who is calling.
 *
 * @throws AccessDeniedError `ZT_TOKEN_EXPIRED`, `ZT_TOKEN_INVALID`
 * @see RFC 9068 §4
 */
export function judgeClaims(claims: JsonObject, { issuer, ...limits }: ClaimExpectations): Principal {
  checkAudience(claims, issuer.audience);
  checkBinding(claims);
  const times = checkTimes(claims, limits);
  const identifiers = checkIdentifiers(claims);
  const scopes = checkScope(claims);
  return {
    issuer: issuer.issuer,
    ...identifiers,
    key: principalKey(issuer.issuer, identifiers.subject),
    graphSubject: `${issuer.subjectType}:${identifiers.subject}`,
    scopes,
    ...times,
    authentication: readAuthentication(claims),
    confirmation: undefined,
    actor: readActor(claims),
    claims: deepFreeze(claims),
  };
}
