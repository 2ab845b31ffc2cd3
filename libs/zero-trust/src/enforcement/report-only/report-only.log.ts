import { Inject, Injectable } from '@nestjs/common';
import { WouldDenySummary, type WouldDenyRow } from '../../audit/would-deny-summary.js';
import { Clock } from '../../kernel/clock.port.js';
import type { RequestContext } from '../../kernel/request-context.js';

/** Counts what report-only mode has let pass in this process. */
@Injectable()
export class ReportOnlyLog {
  readonly #summary = new WouldDenySummary();
  /** Epoch milliseconds. */
  readonly since: number;

  constructor(@Inject(Clock) private readonly clock: Clock) {
    this.since = clock.now();
  }

  /** Takes what a request would have been refused for; called when it has ended. */
  add({ route = 'none', wouldDeny = [], principal }: RequestContext): void {
    const at = this.clock.now();
    for (const { stage, denial } of wouldDeny) {
      this.#summary.add({ route, stage, code: denial.code, identity: principal?.key, at });
    }
  }

  rows(): readonly WouldDenyRow[] {
    return this.#summary.rows();
  }
}
