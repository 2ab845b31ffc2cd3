import { Controller, Get, Inject, VERSION_NEUTRAL } from '@nestjs/common';
import { SkipThrottle } from '@nestjs/throttler';
import {
  AccessDeniedError,
  Public,
  RelationshipLag,
  Returns,
  Scopes,
  type OutboxLag,
} from 'nestjs-zero-trust';
import { HealthDto, RelationshipLagDto } from './health.dto.js';
import { Readiness, type Dependency } from './readiness.js';

const OK: HealthDto = { status: 'ok' };
const RETRY_AFTER_SECONDS = 5;

/** Probes for load balancers and supervisors. */
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(RelationshipLag) private readonly lag: RelationshipLag,
  ) {}

  /** The process answers. */
  @Get('live')
  @SkipThrottle()
  @Public('a supervisor probes it without a token')
  @Returns(HealthDto)
  live(): HealthDto {
    return OK;
  }

  /** The process can do its work. @throws AccessDeniedError (503) that names what does not answer */
  @Get('ready')
  @Public('a load balancer probes it without a token')
  @Returns(HealthDto)
  async ready(): Promise<HealthDto> {
    const down = await this.readiness.findDown();
    if (down.length > 0) throw notReady(down);
    return OK;
  }

  /**
   * How far the server that evaluates relationships is behind the database; all zero without one. For operators: a lag is
   * no reason to be taken for dead, because what waits goes along with the questions.
   */
  @Get('relationships')
  @Scopes('security:read')
  @Returns(RelationshipLagDto)
  async relationships(): Promise<OutboxLag> {
    return this.lag.read();
  }
}

/** Names only: where a dependency is and what it said are nothing for whoever may probe. */
function notReady(down: readonly Dependency[]): AccessDeniedError {
  return new AccessDeniedError({
    effect: 'deny',
    code: 'ZT_DEPENDENCY_UNAVAILABLE',
    kind: 'unavailable',
    detail: `Not ready: no answer from ${down.join(', ')}. Try again later.`,
    reason: 'the readiness probe had no answer in time',
    evidence: { down },
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
