import { ALLOW, type Decision } from '../../kernel/decision.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding } from '../../kernel/stage.js';
import type { KnownScopeGrants } from './known-scope-grants.js';
import { insufficientScope } from './insufficient-scope.js';
import { SCOPES } from './scopes.decorator.js';

/** A scope token: printable ASCII without space, quotation mark and backslash (RFC 6749 §3.3). */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Whether the token carries the scopes; answers at once. */
export type ScopeCheck = (context: RequestContext) => Decision;

/** Every scope that a route demands, once. */
export function scopesOf(route: RouteDeclaration): readonly string[] {
  return [...new Set(route.declared(SCOPES).flat())];
}

/** Compiles the check of `@Scopes`; `undefined` where none is demanded. */
export function compileScopeCheck(
  route: RouteDeclaration,
  grants: KnownScopeGrants,
  report: ReportFinding,
): ScopeCheck | undefined {
  const declared = route.declared(SCOPES);
  if (declared.length === 0) return undefined;
  const scopes = scopesOf(route);
  const malformed = scopes.filter((scope) => typeof scope !== 'string' || !SCOPE_TOKEN.test(scope));
  if (malformed.length > 0 || declared.some((list) => list.length === 0)) {
    report({
      problem: `@Scopes(${malformed.map((scope) => JSON.stringify(scope)).join(', ')}) names no valid scope`,
      remedy: 'Name at least one scope; each is one word of printable ASCII without quotation marks.',
    });
  }
  const bit = grants.bitOf(scopes);
  return ({ principal }) => {
    if (principal !== undefined && grants.has(principal, bit)) return ALLOW;
    const missing = scopes.filter((scope) => principal?.scopes.has(scope) !== true);
    if (missing.length > 0 || principal === undefined) return insufficientScope(scopes, missing);
    grants.add(principal, bit);
    return ALLOW;
  };
}
