import { Inject, Injectable } from '@nestjs/common';
import { allow, type Allow, type Decision } from '../kernel/decision.js';
import { chain } from '../kernel/maybe-promise.js';
import { PUBLIC } from '../kernel/public.decorator.js';
import type { Principal } from '../kernel/principal.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { RouteDeclaration } from '../kernel/route-declaration.js';
import type { Stage, StageCheck } from '../kernel/stage.js';
import { AccessTokenVerifier, type Verdict } from './access-token-verifier.js';

/** Who is calling? Every route asks, unless it is declared public. */
@Injectable()
export class AuthenticateStage implements Stage {
  readonly name = 'authenticate';

  constructor(@Inject(AccessTokenVerifier) private readonly verifier: AccessTokenVerifier) {}

  compile(route: RouteDeclaration): StageCheck | undefined {
    if (isPublic(route)) return undefined;
    return (context) =>
      chain(this.verifier.verify(context.request.header('authorization')), (verdict) =>
        settle(context, verdict),
      );
  }

  describe(route: RouteDeclaration): string | undefined {
    return isPublic(route) ? undefined : 'bearer token';
  }
}

function settle(context: RequestContext, verdict: Verdict): Decision {
  if (!verdict.ok) return verdict.denial;
  context.principal = verdict.principal;
  return identified(verdict.principal);
}

const identifications = new WeakMap<Principal, Allow>();

/** A token that is used again gives the same principal, and the same evidence. */
function identified(principal: Principal): Allow {
  const known = identifications.get(principal);
  if (known !== undefined) return known;
  const { issuer, subject, clientId } = principal;
  const decision = allow({ issuer, subject, clientId });
  identifications.set(principal, decision);
  return decision;
}

function isPublic(route: RouteDeclaration): boolean {
  return route.declared(PUBLIC).length > 0;
}
