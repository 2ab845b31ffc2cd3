import { tooComplex } from '../../authorization/relationships/remote/walk-outcomes.js';
import type { TupleLookup, TuplePlace } from '../../authorization/relationships/remote/tuple-lookup.port.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { snapshotOf } from './consistency.js';
import type { Reading, SpiceDbStore } from './spicedb-store.js';
import { filterOfPlace, filterOfTuple } from './tuple-filters.js';

/** A relation of one object with more tuples than that is not walked through. */
const MAX_TUPLES = 1_000;

/** The state whose tuples are looked at. */
export interface Snapshot {
  readonly token: string;
  readonly signal?: AbortSignal | undefined;
}

/** The stored tuples of one moment: reads of different moments together could show what never was. */
export class SnapshotTuples implements TupleLookup {
  constructor(
    private readonly store: SpiceDbStore,
    private readonly snapshot: Snapshot,
  ) {}

  async find(parts: Tuple): Promise<Tuple | undefined> {
    const [found] = await this.store.read(filterOfTuple(parts), snapshotReading(this.snapshot));
    return found;
  }

  async list(place: TuplePlace): Promise<readonly Tuple[]> {
    const tuples = await this.store.read(filterOfPlace(place), snapshotReading(this.snapshot));
    if (tuples.length > MAX_TUPLES) throw tooComplex(`${MAX_TUPLES} tuples of one relation of one object`);
    return tuples;
  }
}

/** How tuples of one state are read. */
export function snapshotReading({ token, signal }: Snapshot): Reading {
  return { consistency: snapshotOf(token), ...(signal !== undefined && { signal }) };
}
