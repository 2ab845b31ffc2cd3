import { Controller, Get, Inject, Param, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { NoObjectCheck } from '../../authorization/access/can-access.decorator.js';
import { Scopes } from '../../authorization/scopes/scopes.decorator.js';
import { ReturnsUnfiltered } from '../../kernel/returns.decorator.js';
import { DecisionExplainer, type DecisionExplanation } from '../explain/decision-explainer.js';
import { ZeroTrustGuard } from '../zero-trust.guard.js';
import { DecisionDto } from './decision.dto.js';
import { recordMeasure } from './record-measure.js';

/** Why a request was answered as it was, for those who run the application; asking is recorded. */
@Controller({ path: 'zero-trust/decisions', version: VERSION_NEUTRAL })
@UseGuards(ZeroTrustGuard)
export class DecisionsController {
  constructor(@Inject(DecisionExplainer) private readonly explainer: DecisionExplainer) {}

  @Get(':id')
  @Scopes('security:read')
  @NoObjectCheck('a decision is no object of the relationship graph; who may read one may read all')
  @ReturnsUnfiltered('an explanation for those who run the application; values are redacted where it is made')
  explain(@Param() { id }: DecisionDto): Promise<DecisionExplanation> {
    return recordMeasure({ measure: 'explain', explained: id }, () => this.explainer.explain(id));
  }
}
