import type { CallOutcome, Consumer, DeprecatedCall } from './deprecated-call.js';

/** Calls of one kind: how many, by what came of them, and when. */
export interface CallCounts extends Readonly<Record<CallOutcome, number>> {
  /** Epoch milliseconds. */
  readonly firstSeen: number;
  /** Epoch milliseconds. */
  readonly lastSeen: number;
}

/**
 * Whose calls a row counts: those of one consumer, those of all consumers that came when there was no room for more, or those of
 * callers who were not verified.
 */
export type CallerKind = 'consumer' | 'others' | 'anonymous';

/** What one kind of caller did on one route. */
export interface TallyRow {
  readonly caller: CallerKind;
  /** Only where `caller` is `consumer`. */
  readonly consumer: Consumer | undefined;
  readonly route: string;
  readonly version: string | undefined;
  readonly counts: CallCounts;
}

type Counts = { -readonly [Name in keyof CallCounts]: CallCounts[Name] };

interface Tally {
  readonly caller: CallerKind;
  readonly consumer: Consumer | undefined;
  readonly counts: Counts;
}

interface RouteTallies {
  readonly route: string;
  readonly version: string | undefined;
  /** By {@link callerKey}. */
  readonly tallies: Map<string, Tally>;
}

const ANONYMOUS = 'anonymous';
const OTHERS = 'others';
const KINDS: readonly CallerKind[] = ['consumer', OTHERS, ANONYMOUS];

/**
 * Counts calls by route and consumer. Only verified callers have a row of their own, and of these so many for each route as there
 * is room for: whoever comes later is counted among the others, so that many identities take no more memory.
 */
export class ConsumerTallies {
  readonly #routes = new Map<string, RouteTallies>();

  /** @param maxConsumers - rows of their own for each route */
  constructor(private readonly maxConsumers: number) {}

  add(call: DeprecatedCall): void {
    const { tallies } = this.#routeOf(call);
    count(this.#tallyOf(call, tallies).counts, call);
  }

  /** By route and version; there, consumers come first, whoever called last being the first. */
  rows(): readonly TallyRow[] {
    return [...this.#routes.values()]
      .toSorted((a, b) => compare(a.route, b.route) || compare(a.version ?? '', b.version ?? ''))
      .flatMap(({ route, version, tallies }) =>
        [...tallies.values()].toSorted(byRelevance).map(({ caller, consumer, counts }) => ({
          caller,
          consumer,
          route,
          version,
          counts: { ...counts },
        })),
      );
  }

  #routeOf({ route, version }: DeprecatedCall): RouteTallies {
    const key = routeKey({ route, version });
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const fresh = { route, version, tallies: new Map<string, Tally>() };
    this.#routes.set(key, fresh);
    return fresh;
  }

  #tallyOf({ consumer, at }: DeprecatedCall, tallies: Map<string, Tally>): Tally {
    const own = consumer === undefined ? ANONYMOUS : callerKey(consumer);
    const hasPlace = consumer === undefined || tallies.has(own) || this.#hasRoom(tallies);
    const key = hasPlace ? own : OTHERS;
    const known = tallies.get(key);
    if (known !== undefined) return known;
    const counts = noCalls(at);
    const fresh: Tally =
      consumer === undefined || !hasPlace
        ? { caller: hasPlace ? ANONYMOUS : OTHERS, consumer: undefined, counts }
        : { caller: 'consumer', consumer, counts };
    tallies.set(key, fresh);
    return fresh;
  }

  /** The two rows that are shared take no consumer's place. */
  #hasRoom(tallies: Map<string, Tally>): boolean {
    const shared = [ANONYMOUS, OTHERS].filter((key) => tallies.has(key)).length;
    return tallies.size - shared < this.maxConsumers;
  }
}

/** Tells routes apart where several versions answer one path. A line feed occurs in neither part. */
export function routeKey({ route, version }: Pick<DeprecatedCall, 'route' | 'version'>): string {
  return `${route}\n${version ?? ''}`;
}

/** As JSON no text of one part can be taken for another's; and it is neither of the two shared rows. */
export function callerKey({ issuer, clientId, subject }: Consumer): string {
  return JSON.stringify([issuer, clientId, subject]);
}

function noCalls(at: number): Counts {
  return { firstSeen: at, lastSeen: at, answered: 0, refused: 0, brownout: 0, afterEnd: 0 };
}

/** The log is not read in the order of time. */
function count(counts: Counts, { outcome, at }: DeprecatedCall): void {
  counts[outcome] += 1;
  counts.firstSeen = Math.min(counts.firstSeen, at);
  counts.lastSeen = Math.max(counts.lastSeen, at);
}

function byRelevance(a: Tally, b: Tally): number {
  return (
    KINDS.indexOf(a.caller) - KINDS.indexOf(b.caller) ||
    b.counts.lastSeen - a.counts.lastSeen ||
    compare(nameOf(a), nameOf(b))
  );
}

function nameOf({ consumer }: Tally): string {
  return consumer === undefined ? '' : callerKey(consumer);
}

/** By code points: the same order wherever it is made. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
