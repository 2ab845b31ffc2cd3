import type { Confirmation, Principal } from '../../kernel/principal.js';
import type { ResolvedIssuerOptions } from '../issuer.options.js';
import { checkAudience } from '../token/check-audience.js';
import { readScope } from '../token/check-scope.js';
import { mapClaims } from '../token/map-claims.js';
import { readConfirmation } from '../token/read-confirmation.js';
import type { JsonObject } from '../token/strict-json.js';
import { tokenExpired, tokenRefused } from '../token/token-refusals.js';
import { checkTokenType } from './check-token-type.js';

/** What an answer about a JWT is held against. */
export interface SameTokenExpectations {
  readonly principal: Principal;
  readonly issuer: ResolvedIssuerOptions;
  /** Seconds since the epoch. */
  readonly nowSeconds: number;
  readonly clockToleranceSeconds: number;
}

/**
 * What the issuer says of a JWT must not contradict the JWT, or say that it is less than that. What it leaves out, the
 * JWT says.
 *
 * @returns when the token ends by the answer, in seconds since the epoch; `Infinity` if it does not say
 * @throws AccessDeniedError `ZT_TOKEN_EXPIRED`, `ZT_TOKEN_INVALID`
 * @see RFC 7662 §2.2
 */
export function checkSameToken(answer: JsonObject, expected: SameTokenExpectations): number {
  const { principal, issuer } = expected;
  const mapped = mapClaims(answer, issuer.claims);
  checkNames(mapped, principal);
  if (Object.hasOwn(answer, 'token_type')) checkTokenType(answer);
  if (Object.hasOwn(answer, 'aud')) checkAudience(answer, issuer.audience);
  if (Object.hasOwn(answer, 'cnf')) checkBinding(readConfirmation(answer), principal.confirmation);
  if (Object.hasOwn(mapped, 'scope')) checkScopes(readScope(mapped), principal.scopes);
  return Object.hasOwn(answer, 'exp') ? checkEnd(answer['exp'], expected) : Number.POSITIVE_INFINITY;
}

function checkNames(answer: JsonObject, { issuer, subject, clientId, tokenId }: Principal): void {
  const expected = { iss: issuer, sub: subject, client_id: clientId, jti: tokenId };
  for (const [name, value] of Object.entries(expected)) {
    if (Object.hasOwn(answer, name) && answer[name] !== value) throw contradiction(`another ${name}`);
  }
}

function checkBinding(told: Confirmation | undefined, known: Confirmation | undefined): void {
  if (told?.jkt !== known?.jkt || told?.x5tS256 !== known?.x5tS256) throw contradiction('another cnf');
}

function checkScopes(told: readonly string[], known: ReadonlySet<string>): void {
  if ([...known].some((scope) => !told.includes(scope))) throw contradiction('fewer scopes');
}

function checkEnd(exp: unknown, { nowSeconds, clockToleranceSeconds }: SameTokenExpectations): number {
  if (typeof exp !== 'number' || !Number.isSafeInteger(exp)) throw contradiction('another exp');
  if (exp <= nowSeconds - clockToleranceSeconds) throw tokenExpired();
  return exp;
}

function contradiction(what: string) {
  return tokenRefused('inactive', `the issuer names ${what} than the token`);
}
