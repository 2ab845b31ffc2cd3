import { Inject, Injectable } from '@nestjs/common';
import type { AuditEntry } from '../../audit/audit-entry.js';
import type { AuditRecord } from '../../audit/audit-record.js';
import { AuditSink, type AuditFollower } from '../../audit/audit-sink.port.js';
import { Clock } from '../../kernel/clock.port.js';
import type { RequestContext } from '../../kernel/request-context.js';
import { ConsumerTallies, routeKey, type TallyRow } from '../../lifecycle/consumers/consumer-tallies.js';
import { DAY_MS } from '../../lifecycle/consumers/consumer-warning.js';
import { ResolvedConsumersOptions } from '../../lifecycle/consumers/consumers.options.js';
import {
  lifecycleReport,
  placeKey,
  type DeprecatedRoute,
  type LifecycleReport,
} from '../../lifecycle/consumers/lifecycle-report.js';
import { LifecycleOptions } from '../../lifecycle/lifecycle.options.js';
import { lifetimeOf } from '../../lifecycle/lifetime.js';
import { RoutePlans } from '../route-plans.js';
import { callOfRecord } from './call-of-record.js';
import { deprecatedPlaces } from './deprecated-places.js';

/** Rows for all routes together: some 25 MB at most. */
const MAX_CONSUMERS = 50_000;
const MAX_CONSUMERS_A_ROUTE = 10_000;

/**
 * Counts calls of the routes that are deprecated or end: from the audit log, or, where that cannot be read, from what this process
 * writes into it. Routes without a lifetime cost nothing.
 */
@Injectable()
export class DeprecatedCalls {
  #routes: readonly DeprecatedRoute[] = [];
  #keys: ReadonlySet<string> = new Set();
  #tallies = new ConsumerTallies(0);
  #follower: AuditFollower | undefined;
  /** Only where there is no follower: the plans whose requests are counted as they end. */
  #countedPlans: ReadonlySet<object> = new Set();
  #since = 0;
  #isComplete = true;
  #reading: Promise<void> | undefined;

  constructor(
    @Inject(RoutePlans) private readonly plans: RoutePlans,
    @Inject(LifecycleOptions) private readonly lifecycle: LifecycleOptions,
    @Inject(ResolvedConsumersOptions) private readonly options: ResolvedConsumersOptions,
    @Inject(AuditSink) private readonly audit: AuditSink,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  get routes(): readonly DeprecatedRoute[] {
    return this.#routes;
  }

  get rows(): readonly TallyRow[] {
    return this.#tallies.rows();
  }

  /** Once every route is compiled. */
  start(): void {
    this.#since = this.clock.now();
    const { sunsets } = this.lifecycle;
    const plans = this.plans.all.filter(({ route }) => lifetimeOf(route, sunsets) !== undefined);
    this.#routes = plans.flatMap((plan) => deprecatedPlaces(plan, sunsets));
    if (this.#routes.length === 0) return;
    this.#keys = new Set(this.#routes.map(placeKey));
    const share = Math.floor(MAX_CONSUMERS / this.#routes.length);
    this.#tallies = new ConsumerTallies(Math.min(share, MAX_CONSUMERS_A_ROUTE));
    const routes = new Set(this.#routes.map(({ route }) => route));
    this.#follower = this.audit.follow?.({ routes, maxAgeMs: this.options.historyDays * DAY_MS });
    this.#isComplete = this.#follower === undefined;
    if (this.#follower === undefined) this.#countedPlans = new Set(plans);
  }

  /** Takes what a request has left in the log; called when it has ended. */
  add({ plan }: RequestContext, entry: AuditEntry): void {
    if (plan !== undefined && this.#countedPlans.has(plan)) this.#take(entry.record);
  }

  /**
   * Reads what has been written since the last time; whoever asks while that is going on waits for the same end.
   *
   * @throws Error if the log cannot be read, or the signal's reason
   */
  async read(signal: AbortSignal): Promise<void> {
    this.#reading ??= this.#readOn(signal).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  report(): LifecycleReport {
    return lifecycleReport(this.#routes, {
      since: this.#follower?.since ?? this.#since,
      source: this.#follower === undefined ? 'process' : 'audit-log',
      isComplete: this.#isComplete,
      rows: this.#tallies.rows(),
    });
  }

  async #readOn(signal: AbortSignal): Promise<void> {
    if (this.#follower === undefined) return;
    this.#isComplete = false;
    await this.#follower.read((record) => this.#take(record), signal);
    this.#isComplete = true;
  }

  #take(record: AuditRecord): void {
    const call = callOfRecord(record);
    if (call !== undefined && this.#keys.has(routeKey(call))) this.#tallies.add(call);
  }
}
