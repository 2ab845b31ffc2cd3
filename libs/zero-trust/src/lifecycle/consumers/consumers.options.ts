import type { ConsumerWarning } from './consumer-warning.js';

/** Who is told, and when, of consumers that still call what will be gone. */
export interface ConsumersOptions {
  /**
   * How many days ahead of an end or a brownout consumers that still call are warned about.
   *
   * @defaultValue 30
   */
  readonly warnDays?: number;
  /**
   * For how many days after a call a consumer counts as one that still calls.
   *
   * @defaultValue 30
   */
  readonly activeDays?: number;
  /**
   * How old a file of the audit log may be, in days since it was last written, to be read at the start.
   *
   * @defaultValue 90
   */
  readonly historyDays?: number;
  /**
   * Told of each consumer and route at most once a day, while the consumer still calls. May take 5 s; if it takes longer or throws,
   * it is told the same again in the next hour.
   *
   * @defaultValue a line in Nest's log
   */
  readonly onWarning?: (warning: ConsumerWarning) => void | Promise<void>;
}

/** {@link ConsumersOptions} with every default filled in. */
export interface ResolvedConsumersOptions {
  readonly warnDays: number;
  readonly activeDays: number;
  readonly historyDays: number;
  /** `undefined` for Nest's log. */
  readonly onWarning: ConsumersOptions['onWarning'];
}

/** Fills in the defaults. */
export function resolveConsumersOptions(given: ConsumersOptions = {}): ResolvedConsumersOptions {
  return {
    warnDays: given.warnDays ?? 30,
    activeDays: given.activeDays ?? 30,
    historyDays: given.historyDays ?? 90,
    onWarning: given.onWarning,
  };
}

/** Injection token of the {@link ResolvedConsumersOptions}. */
export const ResolvedConsumersOptions = Symbol('ResolvedConsumersOptions');
