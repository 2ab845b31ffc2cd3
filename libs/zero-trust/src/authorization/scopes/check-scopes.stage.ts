import { Injectable } from '@nestjs/common';
import { bearerChallenge } from '../../kernel/bearer-challenge.js';
import { ALLOW, deny, type Deny } from '../../kernel/decision.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import { SCOPES } from './scopes.decorator.js';

/** A scope token: printable ASCII without space, quotation mark and backslash (RFC 6749 §3.3). */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Does the token carry the scopes that the route needs? */
@Injectable()
export class CheckScopesStage implements Stage {
  readonly name = 'check-scopes';

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
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
    return ({ principal }) =>
      principal !== undefined && scopes.every((scope) => principal.scopes.has(scope))
        ? ALLOW
        : insufficientScope(
            scopes,
            scopes.filter((scope) => principal?.scopes.has(scope) !== true),
          );
  }

  describe(route: RouteDeclaration): string | undefined {
    const scopes = scopesOf(route);
    return scopes.length === 0 ? undefined : scopes.join(' ');
  }
}

function scopesOf(route: RouteDeclaration): readonly string[] {
  return [...new Set(route.declared(SCOPES).flat())];
}

/** RFC 6750 §3.1. */
function insufficientScope(required: readonly string[], missing: readonly string[]): Deny {
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
