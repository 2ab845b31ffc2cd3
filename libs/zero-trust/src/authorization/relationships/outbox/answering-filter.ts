import type { ObjectFilter } from '../object-filter.port.js';
import type { ListObjectsQuery, RelationshipEngine } from '../relationship-engine.port.js';

/** An id that no object need have: only whether there is an answer matters. */
const ANY_ID = 'any';

/**
 * The filter of a ledger, as long as the engine answers: what it lists could not be opened otherwise, and an engine that
 * is down denies everywhere alike.
 */
export class AnsweringFilter implements ObjectFilter {
  constructor(
    private readonly engine: RelationshipEngine,
    private readonly filter: ObjectFilter,
  ) {}

  /** @throws {DependencyUnavailableError} also when the engine gives no answer */
  async where(query: ListObjectsQuery, column: string): Promise<unknown> {
    const { subject, relation, type } = query;
    const condition = await this.filter.where(query, column);
    // Where the ids are listed instead, the engine is asked anyway.
    if (condition !== undefined) await this.engine.check({ subject, relation, object: `${type}:${ANY_ID}` });
    return condition;
  }
}
