import { Inject, Injectable } from '@nestjs/common';
import type { Decision } from '../../kernel/decision.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import { isPublic } from '../../kernel/public.decorator.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from '../identity.options.js';
import { ProofOfPossession } from './proof-of-possession.js';
import { proofMissing, tokenNotBound } from './possession-refusals.js';
import { SENDER_CONSTRAINED } from './sender-constrained.decorator.js';

/** Does the caller hold the key that its token is bound to, and must the token be bound to one? */
@Injectable()
export class ProvePossessionStage implements Stage {
  readonly name = 'prove-possession';

  constructor(
    @Inject(IDENTITY_OPTIONS) private readonly options: ResolvedIdentityOptions,
    @Inject(ProofOfPossession) private readonly possession: ProofOfPossession,
  ) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    if (isPublic(route)) {
      if (isDeclared(route)) report(CONTRADICTION);
      return undefined;
    }
    const isDemanded = isDeclared(route);
    return (context) => this.check(context, isDemanded);
  }

  describe(route: RouteDeclaration): readonly string[] {
    const isDemanded = this.options.senderConstrained || isDeclared(route);
    return isDemanded && !isPublic(route) ? ['bound tokens only'] : [];
  }

  private check(context: RequestContext, isDemanded: boolean): MaybePromise<Decision> {
    const { principal } = context;
    if (principal === undefined) return proofMissing().denial;
    if (isDemanded && principal.confirmation === undefined) return tokenNotBound();
    return this.possession.prove(context, principal);
  }
}

const CONTRADICTION = {
  problem: 'is @Public and @SenderConstrained at once',
  remedy: 'Remove one of them; a class adds to its methods.',
};

function isDeclared(route: RouteDeclaration): boolean {
  return route.declared(SENDER_CONSTRAINED).length > 0;
}
