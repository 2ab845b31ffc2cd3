import { Controller, Get, Inject, ServiceUnavailableException, VERSION_NEUTRAL } from '@nestjs/common';
import { Public } from 'nestjs-zero-trust';
import { Readiness } from './readiness.js';

/** What a probe is told. */
export interface HealthReport {
  readonly status: 'ok';
}

const OK: HealthReport = { status: 'ok' };

/** Probes for load balancers and supervisors. */
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  /** The process answers. */
  @Get('live')
  @Public('a supervisor probes it without a token')
  live(): HealthReport {
    return OK;
  }

  /** The process can do its work. @throws ServiceUnavailableException while the database or Redis does not answer */
  @Get('ready')
  @Public('a load balancer probes it without a token')
  async ready(): Promise<HealthReport> {
    if (!(await this.readiness.isReady())) throw new ServiceUnavailableException();
    return OK;
  }
}
