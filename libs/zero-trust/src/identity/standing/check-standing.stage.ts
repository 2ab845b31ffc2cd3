import { Inject, Injectable } from '@nestjs/common';
import { ALLOW, deny, type Decision } from '../../kernel/decision.js';
import { isPublic } from '../../kernel/public.decorator.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { Stage, StageCheck } from '../../kernel/stage.js';
import { StandingJudge } from './standing-judge.js';

const UNIDENTIFIED = deny({
  code: 'ZT_UNAUTHENTICATED',
  kind: 'unauthenticated',
  detail: 'This route needs a caller that is known.',
  reason: 'no principal whose standing could be looked up',
});

/** Revoked, locked, suspended, or asked to step up? Every route asks, unless it is declared public. */
@Injectable()
export class CheckStandingStage implements Stage {
  readonly name = 'check-standing';

  constructor(@Inject(StandingJudge) private readonly standing: StandingJudge) {}

  compile(route: RouteDeclaration): StageCheck | undefined {
    if (isPublic(route)) return undefined;
    return ({ principal }): Decision =>
      principal === undefined ? UNIDENTIFIED : (this.standing.judge(principal) ?? ALLOW);
  }

  describe(route: RouteDeclaration): readonly string[] {
    return isPublic(route) ? [] : ['neither revoked nor locked'];
  }
}
