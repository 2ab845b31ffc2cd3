import type { RelationshipEngine, RelationshipRequestOptions } from '../relationship-engine.port.js';
import { OutboxRelationshipEngine } from './outbox-engine.js';
import type { OutboxLag } from './outbox.port.js';

/**
 * How far the relationship engine is behind the committed tuples: a metric to watch and to alert on. Import the interface
 * and the injection token under one name.
 *
 * @example
 * ```ts
 * constructor(@Inject(RelationshipLag) private readonly lag: RelationshipLag) {}
 * ```
 */
export interface RelationshipLag {
  /** All zero for an engine without an outbox. @throws {DependencyUnavailableError} when the outbox does not answer */
  read(options?: RelationshipRequestOptions): Promise<OutboxLag>;
}

/** Injection token of the {@link RelationshipLag}. */
export const RelationshipLag = Symbol('RelationshipLag');

const NONE: OutboxLag = Object.freeze({ entries: 0, parked: 0, oldestSeconds: 0 });

/** The lag of an engine, whatever engine it is. */
export function lagOf(engine: RelationshipEngine): RelationshipLag {
  return {
    read: async (options) => (engine instanceof OutboxRelationshipEngine ? engine.lag(options) : NONE),
  };
}
