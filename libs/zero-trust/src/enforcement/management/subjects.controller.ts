import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Post,
  Query,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { Scopes } from '../../authorization/scopes/scopes.decorator.js';
import { Standing, type StandingTarget, type SubjectStanding } from '../../identity/index.js';
import { InvalidRequestError } from '../../kernel/errors.js';
import { Returns } from '../../kernel/returns.decorator.js';
import { ZeroTrustGuard } from '../zero-trust.guard.js';
import { recordMeasure, type Measure } from './record-measure.js';
import { SubjectStandingDto } from './subject-standing.dto.js';
import { SubjectDto, SuspensionDto } from './subject.dto.js';

/**
 * The standing of persons, services and clients. Whom a call is about stands in the body or query, never in the path,
 * because issuers are URLs. What takes a measure answers with the standing after it.
 */
@Controller({ path: 'zero-trust/subjects', version: VERSION_NEUTRAL })
@UseGuards(ZeroTrustGuard)
@Returns(SubjectStandingDto)
export class SubjectsController {
  constructor(@Inject(Standing) private readonly standing: Standing) {}

  @Get()
  @Scopes('security:read')
  read(@Query() query: SubjectDto): Promise<SubjectStanding> {
    return this.take('read', query, () => undefined);
  }

  @Post('revocations')
  @HttpCode(200)
  @Scopes('security:admin')
  revokeTokens(@Body() body: SubjectDto): Promise<SubjectStanding> {
    return this.take('revoke-tokens', body, (target) => this.standing.revokeTokensOf(target));
  }

  @Post('locks')
  @HttpCode(200)
  @Scopes('security:admin')
  lock(@Body() body: SubjectDto): Promise<SubjectStanding> {
    return this.take('lock', body, (target) => this.standing.lock(target));
  }

  @Delete('locks')
  @Scopes('security:admin')
  unlock(@Query() query: SubjectDto): Promise<SubjectStanding> {
    return this.take('unlock', query, (target) => this.standing.unlock(target));
  }

  @Post('suspensions')
  @HttpCode(200)
  @Scopes('security:admin')
  suspend(@Body() body: SuspensionDto): Promise<SubjectStanding> {
    const until = new Date(body.until);
    return this.take('suspend', body, (target) => this.suspendUntil(target, until));
  }

  @Delete('suspensions')
  @Scopes('security:admin')
  endSuspension(@Query() query: SubjectDto): Promise<SubjectStanding> {
    return this.take('end-suspension', query, (target) => this.standing.endSuspension(target));
  }

  @Post('step-ups')
  @HttpCode(200)
  @Scopes('security:admin')
  requireStepUp(@Body() body: SubjectDto): Promise<SubjectStanding> {
    return this.take('require-step-up', body, (target) => this.standing.requireStepUp(target));
  }

  @Delete('step-ups')
  @Scopes('security:admin')
  withdrawStepUp(@Query() query: SubjectDto): Promise<SubjectStanding> {
    return this.take('withdraw-step-up', query, (target) => this.standing.withdrawStepUp(target));
  }

  private async suspendUntil(target: StandingTarget, until: Date): Promise<void> {
    try {
      await this.standing.suspend(target, until);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new InvalidRequestError([{ pointer: '/until', detail: 'must lie in the future' }], {
        cause: error,
      });
    }
  }

  private async take(
    measure: Measure['measure'],
    subject: SubjectDto,
    act: (target: StandingTarget) => Promise<void> | undefined,
  ): Promise<SubjectStanding> {
    const target = targetOf(subject);
    return recordMeasure({ measure, ...target }, async () => {
      await act(target);
      return this.standing.standingOf(target);
    });
  }
}

/** The validated input has exactly one of the two. */
function targetOf({ issuer, subject, clientId }: SubjectDto): StandingTarget {
  return clientId === undefined ? { issuer, subject: subject as string } : { issuer, clientId };
}
