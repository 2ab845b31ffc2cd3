import { Inject, Injectable } from '@nestjs/common';
import { ALLOW, type Decision } from '../kernel/decision.js';
import { isPromise } from '../kernel/maybe-promise.js';
import { isPublic } from '../kernel/public.decorator.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { RouteDeclaration } from '../kernel/route-declaration.js';
import type { Stage, StageCheck } from '../kernel/stage.js';
import type { Verdict } from './access-token-verifier.js';
import { CallerAuthentication } from './caller-authentication.js';

/** Who is calling? Every route asks, unless it is declared public. */
@Injectable()
export class AuthenticateStage implements Stage {
  readonly name = 'authenticate';

  constructor(@Inject(CallerAuthentication) private readonly callers: CallerAuthentication) {}

  compile(route: RouteDeclaration): StageCheck | undefined {
    if (isPublic(route)) return undefined;
    return (context) => {
      // Not with `chain`, which would make a function for each request.
      const verdict = this.callers.authenticate(context.request);
      return isPromise(verdict) ? verdict.then((late) => settle(context, late)) : settle(context, verdict);
    };
  }

  describe(route: RouteDeclaration): readonly string[] {
    if (isPublic(route)) return [];
    return this.callers.takesCertificates ? ['bearer token or client certificate'] : ['bearer token'];
  }
}

function settle(context: RequestContext, verdict: Verdict): Decision {
  if (!verdict.ok) return verdict.denial;
  context.principal = verdict.principal;
  return ALLOW;
}
