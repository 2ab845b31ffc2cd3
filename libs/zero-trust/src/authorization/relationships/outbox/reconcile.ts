import { isDeepStrictEqual } from 'node:util';
import { DependencyUnavailableError } from '../../../kernel/errors.js';
import type { RelationshipEngine, RelationshipRequestOptions } from '../relationship-engine.port.js';
import { formatTuple, type Tuple } from '../tuple.js';
import { OUTBOX } from './claim-keeper.js';
import type { Outbox } from './outbox.port.js';
import type { TupleLedger } from './tuple-ledger.port.js';

/** What to compare, and what to do about it. */
export interface ReconcileOptions extends RelationshipRequestOptions {
  readonly ledger: TupleLedger;
  /** The engine itself, not one that was made by `withOutbox()`. */
  readonly engine: RelationshipEngine;
  readonly outbox: Outbox;
  /** Puts what differs in line, to be delivered like any other change. @defaultValue false: only reports */
  readonly repair?: boolean;
  /** Hears how far the comparison is. */
  readonly onProgress?: (progress: ReconcileProgress) => void;
}

/** How far a comparison is. */
export interface ReconcileProgress {
  /** Reading the engine's tuples, comparing the ledger's with them, or looking again at what differs. */
  readonly phase: 'read' | 'compare' | 'confirm';
  /** Tuples that were looked at in this phase. */
  readonly done: number;
}

/** What differs between ledger and engine, apart from changes that are on their way. */
export interface ReconcileReport {
  /** Tuples of the ledger. */
  readonly compared: number;
  /** The ledger has them, the engine does not: somebody is refused who may. */
  readonly missing: readonly Tuple[];
  /** The engine has them, the ledger does not: somebody may who must not. */
  readonly surplus: readonly Tuple[];
  /** Both have them, with different conditions; as the ledger has them. */
  readonly differing: readonly Tuple[];
  /** How many were put in line to be mended; the delivery then brings the ledger's state, whatever it is by then. */
  readonly repaired: number;
}

const PAGE_SIZE = 1_000;
/** Changes on their way beyond which nobody can say what is drift. */
const MOST_UNDER_WAY = 10_000;
/** How many differences are looked at again at the same time. */
const CONFIRM_AT_ONCE = 10;

/**
 * Compares the tuples of the ledger with those of an engine elsewhere, and mends the engine on demand. Safe beside
 * running changes: what differs is looked at once more, what is on its way does not count, and a repair is a line in the
 * log of changes, in order with all others, rather than a write to the engine.
 *
 * @throws {DependencyUnavailableError} when ledger, outbox or engine do not answer
 */
export async function reconcileRelationships(options: ReconcileOptions): Promise<ReconcileReport> {
  const suspects = await compare(options);
  const confirmed = await confirm(options, suspects.tuples);
  const of = (drift: Drift): readonly Tuple[] =>
    confirmed.filter((found) => found.drift === drift).map(({ tuple }) => tuple);
  if (options.repair === true) await repair(options, confirmed);
  return {
    compared: suspects.compared,
    missing: of('missing'),
    surplus: of('surplus'),
    differing: of('differing'),
    repaired: options.repair === true ? confirmed.length : 0,
  };
}

type Drift = 'missing' | 'surplus' | 'differing';

interface Found {
  readonly tuple: Tuple;
  readonly drift: Drift;
}

interface Suspects {
  readonly compared: number;
  readonly tuples: readonly Tuple[];
}

async function compare({ engine, ledger, onProgress, signal }: ReconcileOptions): Promise<Suspects> {
  const request = signal === undefined ? {} : { signal };
  const stored = await engine.read({}, request);
  const unseen = new Map(stored.map((tuple) => [formatTuple(tuple), tuple]));
  onProgress?.({ phase: 'read', done: unseen.size });
  const differing: Tuple[] = [];
  let compared = 0;
  for await (const page of ledger.pages({ pageSize: PAGE_SIZE, ...request })) {
    signal?.throwIfAborted();
    for (const tuple of page) {
      if (driftOf(tuple, unseen.get(formatTuple(tuple))) !== undefined) differing.push(tuple);
      unseen.delete(formatTuple(tuple));
    }
    compared += page.length;
    onProgress?.({ phase: 'compare', done: compared });
  }
  return { compared, tuples: [...differing, ...unseen.values()] };
}

/** Ledger and engine were read one after the other, so that a change in between looks like drift at first. */
async function confirm(options: ReconcileOptions, suspects: readonly Tuple[]): Promise<readonly Found[]> {
  const confirmed: Found[] = [];
  for (let from = 0; from < suspects.length; from += CONFIRM_AT_ONCE) {
    options.signal?.throwIfAborted();
    const some = suspects.slice(from, from + CONFIRM_AT_ONCE);
    confirmed.push(...(await lookAgain(options, some)));
    options.onProgress?.({ phase: 'confirm', done: from + some.length });
  }
  return confirmed;
}

/**
 * The order matters. A change from before the first look at the ledger is on its way or in the engine by the time that
 * each is looked at; a later one makes the two looks at the ledger differ. Either way it is no drift.
 */
async function lookAgain(options: ReconcileOptions, tuples: readonly Tuple[]): Promise<readonly Found[]> {
  const before = await readEach(options.ledger, tuples, options);
  const underWay = await keysUnderWay(options);
  const copies = await readEach(options.engine, tuples, options);
  const after = await readEach(options.ledger, tuples, options);
  return tuples.flatMap((tuple, index) => {
    const drift = driftOf(after[index], copies[index]);
    const isSteady = driftOf(before[index], after[index]) === undefined;
    return drift !== undefined && isSteady && !underWay.has(formatTuple(tuple))
      ? [{ tuple: after[index] ?? tuple, drift }]
      : [];
  });
}

function readEach(
  source: Pick<TupleLedger, 'read'>,
  tuples: readonly Tuple[],
  { signal }: RelationshipRequestOptions,
): Promise<readonly (Tuple | undefined)[]> {
  const request = signal === undefined ? {} : { signal };
  return Promise.all(
    tuples.map(async ({ subject, relation, object }) => {
      const [found] = await source.read({ subject, relation, object }, request);
      return found;
    }),
  );
}

function driftOf(inLedger: Tuple | undefined, inEngine: Tuple | undefined): Drift | undefined {
  if (inLedger === undefined) return inEngine === undefined ? undefined : 'surplus';
  if (inEngine === undefined) return 'missing';
  return isSameCondition(inLedger, inEngine) ? undefined : 'differing';
}

/** An empty context is none. */
function isSameCondition({ condition: one }: Tuple, { condition: other }: Tuple): boolean {
  return one?.name === other?.name && isDeepStrictEqual(one?.context ?? {}, other?.context ?? {});
}

async function keysUnderWay({ outbox, signal }: ReconcileOptions): Promise<ReadonlySet<string>> {
  const request = signal === undefined ? {} : { signal };
  const { parked, fresh, hasMore } = await outbox.undelivered({ limit: MOST_UNDER_WAY, ...request });
  if (hasMore)
    throw new DependencyUnavailableError(
      OUTBOX,
      `more than ${MOST_UNDER_WAY} changes are on their way; compare again when they are delivered`,
    );
  return new Set([...parked, ...fresh].map(({ tuple }) => formatTuple(tuple)));
}

async function repair({ outbox, signal }: ReconcileOptions, found: readonly Found[]): Promise<void> {
  for (let from = 0; from < found.length; from += PAGE_SIZE) {
    const tuples = found.slice(from, from + PAGE_SIZE).map(({ tuple }) => tuple);
    await outbox.touch(tuples, signal === undefined ? {} : { signal });
  }
}
