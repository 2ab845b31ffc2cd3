import { hash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import { withDeadline } from '../../kernel/deadline.js';
import { StateStore } from '../../kernel/state-store.port.js';
import { callerKey, routeKey, type TallyRow } from './consumer-tallies.js';
import { DAY_MS, warningOf, type ConsumerWarning } from './consumer-warning.js';
import { ResolvedConsumersOptions } from './consumers.options.js';
import { placeKey, type DeprecatedRoute } from './lifecycle-report.js';

/** So much of a burden a round may be for the listener. */
const MAX_WARNINGS_A_ROUND = 1_000;
const WARNING_MS = 5_000;
/** What could not be told is due again in the next hour's round, and not whenever somebody asks for the report. */
const RETRY_MS = 1_800_000;

const logger = new Logger('Lifecycle');

/** Calls as they are counted, and whoever may end the telling of them. */
export interface CountedConsumers {
  readonly routes: readonly DeprecatedRoute[];
  readonly rows: readonly TallyRow[];
  /** Ends the round before the next warning. */
  readonly signal: AbortSignal;
}

interface DueWarning {
  /** Of the shared state. */
  readonly key: string;
  readonly warning: ConsumerWarning;
}

/** Tells of consumers that still call what will be gone: of each consumer and route once a day, by all instances together. */
@Injectable()
export class ConsumerWarnings {
  readonly #tell: NonNullable<ResolvedConsumersOptions['onWarning']>;
  /** When a warning failed last, by its key, as the number of the failure. At most one for each row that is counted. */
  readonly #failedAt = new Map<string, number>();
  #failures = 0;
  #isTelling = false;

  constructor(
    @Inject(ResolvedConsumersOptions) private readonly options: ResolvedConsumersOptions,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(StateStore) private readonly state: StateStore,
  ) {
    this.#tell = options.onWarning ?? logWarning;
  }

  /**
   * Goes through what has been counted. Never rejects: what a listener throws at, or takes too long for, it is told again later,
   * and the others are told of all the same. Only without the shared state, which knows what has been told, a round ends early.
   */
  async tell(counted: CountedConsumers): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    const errors: unknown[] = [];
    try {
      await this.#round(this.#due(counted), { signal: counted.signal, errors });
    } catch (error) {
      errors.push(error);
    } finally {
      this.#isTelling = false;
    }
    if (errors.length > 0) logErrors(errors);
  }

  /** What has failed comes behind what has not, so that however much fails, everybody's turn comes. */
  #due({ routes, rows }: CountedConsumers): readonly DueWarning[] {
    const byKey = new Map(routes.map((place) => [placeKey(place), place]));
    const { warnDays, activeDays } = this.options;
    const time = { now: this.clock.now(), warnDays, activeDays };
    const due = rows.flatMap((row) => {
      const place = byKey.get(routeKey(row));
      const warning = place === undefined ? undefined : warningOf(row, place, time);
      return warning === undefined ? [] : [{ key: keyOf(warning), warning }];
    });
    return due.toSorted((a, b) => (this.#failedAt.get(a.key) ?? 0) - (this.#failedAt.get(b.key) ?? 0));
  }

  async #round(due: readonly DueWarning[], { signal, errors }: Round): Promise<void> {
    let tried = 0;
    for (const { key, warning } of due) {
      if (tried === MAX_WARNINGS_A_ROUND || signal.aborted) return;
      if (!(await this.state.setIfAbsent({ key, value: '1', ttlMs: RETRY_MS }))) continue;
      tried += 1;
      if (await this.#isDelivered({ key, warning }, errors)) {
        await this.state.set({ key, value: '1', ttlMs: DAY_MS });
      }
    }
  }

  async #isDelivered({ key, warning }: DueWarning, errors: unknown[]): Promise<boolean> {
    const deadline = { dependency: 'lifecycle.onWarning', timeoutMs: WARNING_MS };
    try {
      await withDeadline(deadline, () => this.#tell(warning));
      this.#failedAt.delete(key);
      return true;
    } catch (error) {
      this.#failures += 1;
      this.#failedAt.set(key, this.#failures);
      errors.push(error);
      return false;
    }
  }
}

interface Round extends Pick<CountedConsumers, 'signal'> {
  /** Takes what went wrong. */
  readonly errors: unknown[];
}

function keyOf({ consumer, route, version }: ConsumerWarning): string {
  const key = hash('sha256', `${routeKey({ route, version })}\n${callerKey(consumer)}`, 'base64url');
  return `lifecycle-warning:${key}`;
}

/** Nothing of an error but its name: a listener's may quote what it was told. */
function logErrors([first, ...others]: readonly unknown[]): void {
  const name = first instanceof Error ? first.name : typeof first;
  const count =
    others.length === 0 ? 'A lifecycle warning was' : `${others.length + 1} lifecycle warnings were`;
  logger.error(`${count} not delivered: ${name}.`);
}

function logWarning({ consumer, at, lastSeen, ...warning }: ConsumerWarning): void {
  logger.warn({
    message: 'A consumer still calls a route that will be gone.',
    ...warning,
    ...consumer,
    at: at.toISOString(),
    lastSeen: lastSeen.toISOString(),
  });
}
