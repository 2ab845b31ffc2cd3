import type { ListObjectsQuery, RelationshipEngine } from './relationship-engine.port.js';

/** Says “the objects on which a subject has a relation” as a condition of the database that keeps the tuples. */
export interface ObjectFilter {
  /**
   * @returns the condition, in the words of whoever queries the database; `undefined` where it cannot be said
   * @throws {RelationshipError} as `RelationshipEngine.listObjects`
   * @throws {DependencyUnavailableError} when the database does not answer in time
   */
  where(query: ListObjectsQuery, column: string): Promise<unknown>;
}

const filters = new WeakMap<RelationshipEngine, ObjectFilter>();

/** Keeps the filter of an engine whose tuples are in a database. */
export function keepObjectFilter(engine: RelationshipEngine, filter: ObjectFilter): void {
  filters.set(engine, filter);
}

/** The filter of an engine; `undefined` if its tuples are in no database. */
export function objectFilterOf(engine: RelationshipEngine): ObjectFilter | undefined {
  return filters.get(engine);
}
