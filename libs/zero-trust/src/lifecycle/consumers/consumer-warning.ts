import type { Lifetime } from '../lifetime.js';
import type { TallyRow } from './consumer-tallies.js';
import type { ResolvedConsumersOptions } from './consumers.options.js';
import type { Consumer } from './deprecated-call.js';
import type { DeprecatedRoute } from './lifecycle-report.js';

/** A consumer still calls what will soon be gone. */
export interface ConsumerWarning {
  readonly consumer: Consumer;
  /** `GET /v1/orders/:id`. */
  readonly route: string;
  readonly version: string | undefined;
  /** What comes next: a window in which the route answers 410, or its end. */
  readonly event: 'brownout' | 'end';
  /** When that begins. */
  readonly at: Date;
  /** What replaces the route; `undefined` if nothing was declared. */
  readonly successor: string | undefined;
  /** Where the change is explained; `undefined` if nothing was declared. */
  readonly docs: string | undefined;
  readonly lastSeen: Date;
  /** How often the consumer has been answered since calls are counted. */
  readonly answered: number;
}

/** When it is, and how far ahead and back is looked. */
export interface WarningTime extends Pick<ResolvedConsumersOptions, 'warnDays' | 'activeDays'> {
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A day, in milliseconds. */
export const DAY_MS = 86_400_000;

/** The warning that a consumer's calls are worth; `undefined` if the date is far, past or none, or the consumer calls no more. */
export function warningOf(
  { consumer, counts }: TallyRow,
  { route, version, lifetime }: DeprecatedRoute,
  { now, warnDays, activeDays }: WarningTime,
): ConsumerWarning | undefined {
  const next = nextEvent(lifetime, now);
  if (consumer === undefined || next === undefined || next.at - now > warnDays * DAY_MS) return undefined;
  if (now - counts.lastSeen > activeDays * DAY_MS) return undefined;
  const { successor, docs } = lifetime;
  return {
    consumer,
    route,
    version,
    event: next.event,
    at: new Date(next.at),
    successor,
    docs,
    lastSeen: new Date(counts.lastSeen),
    answered: counts.answered,
  };
}

interface NextEvent extends Pick<ConsumerWarning, 'event'> {
  readonly at: number;
}

/** Brownouts are in the order of time, and over at the end. */
function nextEvent({ brownouts, end }: Lifetime, now: number): NextEvent | undefined {
  const brownout = brownouts.find(({ from }) => from > now);
  if (brownout !== undefined) return { event: 'brownout', at: brownout.from };
  return end === undefined || end <= now ? undefined : { event: 'end', at: end };
}
