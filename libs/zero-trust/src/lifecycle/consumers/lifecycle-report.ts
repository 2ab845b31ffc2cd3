import type { Lifetime } from '../lifetime.js';
import { routeKey, type CallerKind, type TallyRow } from './consumer-tallies.js';

/** A place of a route that is deprecated or ends. */
export interface DeprecatedRoute {
  /** `GET /v1/orders/:id`. */
  readonly route: string;
  /** As audit records have it: of a handler that answers several versions, all of them. */
  readonly recordedVersion: string | undefined;
  /** What answers at this very place. */
  readonly version: string | undefined;
  readonly lifetime: Lifetime;
}

/** Who called one route how often, and what becomes of the route. Times are ISO 8601. */
export interface CallerRow {
  /**
   * `consumer`: the one that is named; `others`: all that had no room for a row of their own; `anonymous`: callers who were not
   * verified.
   */
  readonly caller: CallerKind;
  readonly issuer: string | null;
  readonly clientId: string | null;
  readonly subject: string | null;
  /** `GET /v1/orders/:id`. */
  readonly route: string;
  readonly version: string | null;
  readonly deprecatedSince: string | null;
  readonly end: string | null;
  readonly successor: string | null;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Calls that reached the handler. */
  readonly answered: number;
  /** Calls that were denied, for anything but their date. */
  readonly refused: number;
  /** Calls that a brownout answered with 410. */
  readonly brownout: number;
  /** Calls after the end. */
  readonly afterEnd: number;
}

/** A route that is deprecated or ends, whether or not anybody calls it. Times are ISO 8601. */
export interface DeprecatedRouteRow {
  readonly route: string;
  readonly version: string | null;
  readonly deprecatedSince: string | null;
  readonly end: string | null;
  readonly successor: string | null;
  readonly docs: string | null;
  readonly brownouts: readonly { readonly from: string; readonly until: string }[];
  /** How many consumers have a row. */
  readonly consumers: number;
}

/** Where the counts come from, and how far they reach. */
export interface CountedCalls {
  /** From when on calls are counted, epoch milliseconds. */
  readonly since: number;
  /** `audit-log`: every process that writes it, restarts included; `process`: this one, since its start. */
  readonly source: 'audit-log' | 'process';
  /** False while what is in the log has not been read to its end. */
  readonly isComplete: boolean;
  readonly rows: readonly TallyRow[];
}

/** Who still calls what will be gone. */
export interface LifecycleReport {
  /** From when on calls are counted, ISO 8601. */
  readonly since: string;
  readonly source: CountedCalls['source'];
  readonly complete: boolean;
  /** Whether consumers were too many to give each a row. */
  readonly truncated: boolean;
  readonly routes: readonly DeprecatedRouteRow[];
  readonly calls: readonly CallerRow[];
}

/** What is counted, beside the lifetimes of the routes as they are now. */
export function lifecycleReport(routes: readonly DeprecatedRoute[], counted: CountedCalls): LifecycleReport {
  const { since, source, isComplete, rows } = counted;
  const byKey = new Map(routes.map((place) => [placeKey(place), place]));
  const consumers = consumersByPlace(rows);
  const calls = rows.flatMap((row) => {
    const place = byKey.get(routeKey(row));
    return place === undefined ? [] : [callerRow(row, place)];
  });
  return {
    since: new Date(since).toISOString(),
    source,
    complete: isComplete,
    truncated: rows.some(({ caller }) => caller === 'others'),
    routes: routes.map((place) => routeRow(place, consumers.get(placeKey(place)) ?? 0)),
    calls,
  };
}

/** How calls name a place. */
export function placeKey({ route, recordedVersion }: DeprecatedRoute): string {
  return routeKey({ route, version: recordedVersion });
}

/** Of 50,000 rows not once for each route. */
function consumersByPlace(rows: readonly TallyRow[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (row.caller !== 'consumer') continue;
    const key = routeKey(row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function callerRow({ caller, consumer, counts }: TallyRow, place: DeprecatedRoute): CallerRow {
  const { issuer, clientId, subject } = consumer ?? { issuer: null, clientId: null, subject: null };
  const { firstSeen, lastSeen, answered, refused, brownout, afterEnd } = counts;
  return {
    caller,
    issuer,
    clientId,
    subject,
    ...lifetimeCells(place),
    firstSeen: new Date(firstSeen).toISOString(),
    lastSeen: new Date(lastSeen).toISOString(),
    answered,
    refused,
    brownout,
    afterEnd,
  };
}

function routeRow(place: DeprecatedRoute, consumers: number): DeprecatedRouteRow {
  const { docs, brownouts } = place.lifetime;
  return {
    ...lifetimeCells(place),
    docs: docs ?? null,
    brownouts: brownouts.map(({ from, until }) => ({
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
    })),
    consumers,
  };
}

function lifetimeCells({ route, version, lifetime }: DeprecatedRoute) {
  const { deprecatedSince, end, successor } = lifetime;
  return {
    route,
    version: version ?? null,
    deprecatedSince: isoTime(deprecatedSince),
    end: isoTime(end),
    successor: successor ?? null,
  };
}

function isoTime(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
