import { formatTuple, type Tuple } from '../tuple.js';
import type { TupleLookup, TuplePlace } from './tuple-lookup.port.js';

/** Stored tuples and those of one question; the latter win over a stored tuple of the same parts. */
export class ContextualLookup implements TupleLookup {
  readonly #contextual: ReadonlyMap<string, Tuple>;

  constructor(
    private readonly stored: TupleLookup,
    contextual: readonly Tuple[],
  ) {
    this.#contextual = new Map(contextual.map((tuple) => [formatTuple(tuple), tuple]));
  }

  async find(parts: Tuple): Promise<Tuple | undefined> {
    return this.#contextual.get(formatTuple(parts)) ?? (await this.stored.find(parts));
  }

  async list(place: TuplePlace): Promise<readonly Tuple[]> {
    const here = [...this.#contextual.values()].filter(
      ({ object, relation }) => object === place.object && relation === place.relation,
    );
    const stored = await this.stored.list(place);
    return [...here, ...stored.filter((tuple) => !this.#contextual.has(formatTuple(tuple)))];
  }
}
