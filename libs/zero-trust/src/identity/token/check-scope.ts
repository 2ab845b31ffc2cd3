import { frozenSet } from '../../kernel/frozen-set.js';
import type { ResolvedIssuerOptions } from '../issuer.options.js';
import type { JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';

/** Scope tokens separated by single spaces (RFC 6749 §3.3). */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/u;

/** Scopes that manage every caller of this API, whichever issuer it comes from. */
const MANAGEMENT = 'security:';

/** What an issuer may grant. */
export type ScopeRules = Pick<ResolvedIssuerOptions, 'mayManage' | 'scopes'>;

/** Scopes that count, and the claims without any other. */
export interface GrantedScopes {
  readonly scopes: ReadonlySet<string>;
  readonly claims: JsonObject;
}

/**
 * Reads the scopes that were granted, and drops those that the issuer may not grant.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 */
export function checkScope(claims: JsonObject, rules: ScopeRules): GrantedScopes {
  const named = readScope(claims);
  const granted = named.filter((scope) => mayGrant(rules, scope));
  const scopes = frozenSet(granted);
  if (granted.length === named.length) return { scopes, claims };
  return { scopes, claims: { ...claims, scope: granted.join(' ') } };
}

/**
 * Reads `scope`; a token without it has none.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 */
export function readScope(claims: JsonObject): readonly string[] {
  if (!Object.hasOwn(claims, 'scope')) return [];
  const scope = claims['scope'];
  if (typeof scope !== 'string' || !SCOPE.test(scope)) {
    throw tokenRefused('claims', 'scope is not a list of scope tokens separated by single spaces');
  }
  return scope.split(' ');
}

function mayGrant({ scopes, mayManage }: ScopeRules, scope: string): boolean {
  if (!mayManage && scope.startsWith(MANAGEMENT)) return false;
  return scopes.some((allowed) =>
    allowed.endsWith('*') ? scope.startsWith(allowed.slice(0, -1)) : scope === allowed,
  );
}
