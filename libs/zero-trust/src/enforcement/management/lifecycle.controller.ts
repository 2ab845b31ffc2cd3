import {
  Controller,
  Get,
  Header,
  Headers,
  Inject,
  Query,
  StreamableFile,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { Scopes } from '../../authorization/scopes/scopes.decorator.js';
import { ReturnsUnfiltered } from '../../kernel/returns.decorator.js';
import { callersCsv } from '../../lifecycle/consumers/callers-csv.js';
import type { LifecycleReport } from '../../lifecycle/consumers/lifecycle-report.js';
import { ConsumerWatch } from '../lifecycle/consumer-watch.js';
import { ZeroTrustGuard } from '../zero-trust.guard.js';
import { LifecycleQueryDto } from './lifecycle-query.dto.js';
import { prefersCsv } from './prefers-csv.js';

/** Who still calls what is deprecated or ends, for those who run the application. */
@Controller({ path: 'zero-trust/lifecycle', version: VERSION_NEUTRAL })
@UseGuards(ZeroTrustGuard)
export class LifecycleController {
  constructor(@Inject(ConsumerWatch) private readonly watch: ConsumerWatch) {}

  @Get()
  @Header('vary', 'Accept')
  @Header('cache-control', 'no-store')
  @Scopes('security:read')
  @ReturnsUnfiltered('names consumers of the API, for those who run it; the audit log names them too')
  async report(
    @Query() { format }: LifecycleQueryDto,
    @Headers('accept') accept: string | undefined,
  ): Promise<LifecycleReport | StreamableFile> {
    const report = await this.watch.report();
    const isCsv = format === undefined ? prefersCsv(accept) : format === 'csv';
    return isCsv ? csvFile(callersCsv(report.calls)) : report;
  }
}

function csvFile(text: string): StreamableFile {
  return new StreamableFile(Buffer.from(text), {
    type: 'text/csv; charset=utf-8',
    disposition: 'attachment; filename="lifecycle.csv"',
  });
}
