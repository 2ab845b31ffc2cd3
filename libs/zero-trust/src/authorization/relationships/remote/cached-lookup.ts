import { formatTuple, type Tuple } from '../tuple.js';
import { formatRestriction } from '../model/authorization-model.js';
import type { TupleLookup, TuplePlace } from './tuple-lookup.port.js';

/** Looks each place up once: several walks through tuples of one moment pass the same places. */
export class CachedLookup implements TupleLookup {
  readonly #found = new Map<string, Promise<Tuple | undefined>>();
  readonly #listed = new Map<string, Promise<readonly Tuple[]>>();

  constructor(private readonly lookup: TupleLookup) {}

  find(parts: Tuple): Promise<Tuple | undefined> {
    const key = formatTuple(parts);
    const found = this.#found.get(key) ?? this.lookup.find(parts);
    this.#found.set(key, found);
    return found;
  }

  list(place: TuplePlace): Promise<readonly Tuple[]> {
    const key = `${place.object}#${place.relation}@${formatRestriction(place.kind)}`;
    const listed = this.#listed.get(key) ?? this.lookup.list(place);
    this.#listed.set(key, listed);
    return listed;
  }
}
