import { sealPrincipal } from '../../kernel/per-principal.js';
import { principalKey, type Principal } from '../../kernel/principal.js';
import type { ResolvedIssuerOptions } from '../issuer.options.js';
import { readActor, readAuthentication } from './read-authentication.js';
import { checkAudience } from './check-audience.js';
import { checkIdentifiers } from './check-identifiers.js';
import { checkScope } from './check-scope.js';
import { checkTenancy } from './check-tenancy.js';
import { checkTimes, type TimeLimits } from './check-times.js';
import { deepFreeze } from './deep-freeze.js';
import { mapClaims } from './map-claims.js';
import { readConfirmation } from './read-confirmation.js';
import type { JsonObject } from './strict-json.js';

/** What the claims of a token are judged by. */
export interface ClaimExpectations {
  readonly issuer: ResolvedIssuerOptions;
  /** Seconds since the epoch. */
  readonly nowSeconds: number;
  readonly clockToleranceSeconds: number;
  /**
   * Whether the token may go without a `jti`.
   *
   * @defaultValue false
   */
  readonly mayLackTokenId?: boolean;
}

/**
 * Judges the claims of a token whose signature has been verified, and says who is calling.
 *
 * @throws AccessDeniedError `ZT_TOKEN_EXPIRED`, `ZT_TOKEN_INVALID`, `ZT_TIER_REFUSED`, `ZT_TENANT_REFUSED`
 * @see RFC 9068 §4
 */
export function judgeClaims(given: JsonObject, expected: ClaimExpectations): Principal {
  const { issuer, mayLackTokenId = false } = expected;
  checkAudience(given, issuer.audience);
  const confirmation = readConfirmation(given);
  const times = checkTimes(given, timeLimits(expected));
  const mapped = mapClaims(given, issuer.claims);
  const identifiers = checkIdentifiers(mapped, mayLackTokenId);
  const granted = checkScope(mapped, issuer);
  const claims = checkTenancy(granted.claims, issuer);
  return sealPrincipal({
    credential: 'token',
    issuer: issuer.issuer,
    ...identifiers,
    key: principalKey(issuer.issuer, identifiers.subject),
    graphSubject: `${issuer.subjectType}:${identifiers.subject}`,
    scopes: granted.scopes,
    ...times,
    authentication: readAuthentication(claims),
    confirmation,
    actor: readActor(claims, issuer.issuer),
    claims: deepFreeze(claims),
  });
}

function timeLimits({ issuer, nowSeconds, clockToleranceSeconds }: ClaimExpectations): TimeLimits {
  return { nowSeconds, clockToleranceSeconds, maxTokenLifetimeSeconds: issuer.maxTokenLifetimeSeconds };
}
