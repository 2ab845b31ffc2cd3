import { hash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import { withDeadline } from '../../kernel/deadline.js';
import { StateStore } from '../../kernel/state-store.port.js';
import { callerKey, routeKey, type TallyRow } from './consumer-tallies.js';
import { DAY_MS, warningOf, type ConsumerWarning } from './consumer-warning.js';
import { ResolvedConsumersOptions } from './consumers.options.js';
import { placeKey, type DeprecatedRoute } from './lifecycle-report.js';

/** A round must end before the next one begins. */
const MAX_WARNINGS_A_ROUND = 1_000;
const WARNING_MS = 5_000;

const logger = new Logger('Lifecycle');

/** Tells of consumers that still call what will be gone: of each consumer and route once a day, by all instances together. */
@Injectable()
export class ConsumerWarnings {
  readonly #tell: NonNullable<ResolvedConsumersOptions['onWarning']>;
  #isTelling = false;

  constructor(
    @Inject(ResolvedConsumersOptions) private readonly options: ResolvedConsumersOptions,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(StateStore) private readonly state: StateStore,
  ) {
    this.#tell = options.onWarning ?? logWarning;
  }

  /**
   * Goes through what has been counted. Never rejects: a listener that throws or hangs ends the round, and what it has not been told
   * by then it is told in the next.
   */
  async tell(routes: readonly DeprecatedRoute[], rows: readonly TallyRow[]): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      await this.#round(this.#due(routes, rows));
    } catch (error) {
      // Nothing of the error but its name: a listener's may quote what it was told.
      logger.error(
        `A lifecycle warning was not delivered: ${error instanceof Error ? error.name : typeof error}.`,
      );
    } finally {
      this.#isTelling = false;
    }
  }

  #due(routes: readonly DeprecatedRoute[], rows: readonly TallyRow[]): readonly ConsumerWarning[] {
    const byKey = new Map(routes.map((place) => [placeKey(place), place]));
    const { warnDays, activeDays } = this.options;
    const time = { now: this.clock.now(), warnDays, activeDays };
    return rows.flatMap((row) => {
      const place = byKey.get(routeKey(row));
      const warning = place === undefined ? undefined : warningOf(row, place, time);
      return warning === undefined ? [] : [warning];
    });
  }

  async #round(warnings: readonly ConsumerWarning[]): Promise<void> {
    let told = 0;
    for (const warning of warnings) {
      if (told === MAX_WARNINGS_A_ROUND) return;
      if (!(await this.#isFirstToday(warning))) continue;
      told += 1;
      await withDeadline({ dependency: 'lifecycle.onWarning', timeoutMs: WARNING_MS }, () =>
        this.#tell(warning),
      );
    }
  }

  async #isFirstToday({ consumer, route, version }: ConsumerWarning): Promise<boolean> {
    const key = hash('sha256', `${routeKey({ route, version })}\n${callerKey(consumer)}`, 'base64url');
    return this.state.setIfAbsent({ key: `lifecycle-warning:${key}`, value: '1', ttlMs: DAY_MS });
  }
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
