import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { settleInTime } from '../../kernel/deadline.js';
import { ConsumerWarnings } from '../../lifecycle/consumers/consumer-warnings.js';
import type { LifecycleReport } from '../../lifecycle/consumers/lifecycle-report.js';
import { DeprecatedCalls } from './deprecated-calls.js';

const FIRST_LOOK_MS = 10_000;
const EVERY_MS = 3_600_000;
/** Whoever asks for the report waits so long for what is new in the log; what is not read by then comes with the next. */
const REPORT_MS = 3_000;

const logger = new Logger('Lifecycle');

/** Looks every hour, and whenever it is asked, who still calls what will be gone. */
@Injectable()
export class ConsumerWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #end = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DeprecatedCalls) private readonly calls: DeprecatedCalls,
    @Inject(ConsumerWarnings) private readonly warnings: ConsumerWarnings,
  ) {}

  onApplicationBootstrap(): void {
    this.calls.start();
    // Where nothing is deprecated there is nothing to look for.
    if (this.calls.routes.length > 0) this.#lookAfter(FIRST_LOOK_MS);
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.#timer);
    this.#end.abort();
  }

  /** Never rejects: `complete` says whether the whole log has been read. */
  async report(): Promise<LifecycleReport> {
    const looked = this.#look();
    // It goes on behind the answer.
    await settleInTime({ dependency: 'audit log', timeoutMs: REPORT_MS }, looked).catch(() => undefined);
    return this.calls.report();
  }

  #lookAfter(delayMs: number): void {
    this.#timer = setTimeout(() => {
      void this.#look().finally(() => {
        if (!this.#end.signal.aborted) this.#lookAfter(EVERY_MS);
      });
    }, delayMs).unref();
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    try {
      await this.calls.read(this.#end.signal);
    } catch (error) {
      if (this.#end.signal.aborted) return;
      const { code = 'unknown error' } = error as Partial<NodeJS.ErrnoException>;
      logger.warn(`The audit log cannot be read for calls of deprecated routes: ${code}.`);
    }
    const { routes, rows } = this.calls;
    void this.warnings.tell({ routes, rows, signal: this.#end.signal });
  }
}
