import { withDeadline } from '../../../kernel/deadline.js';
import { AccessDeniedError, DependencyUnavailableError } from '../../../kernel/errors.js';
import { objectFilterOf } from '../../relationships/object-filter.port.js';
import type { ListObjectsQuery, RelationshipEngine } from '../../relationships/relationship-engine.port.js';

const DEPENDENCY = 'relationship engine';

/** Who answers, and how long it may take. */
export interface Listing {
  readonly engine: RelationshipEngine;
  readonly timeoutMs: number;
}

/** The objects of one type on which the caller has a relation: what a handler lists by. */
export class AccessibleObjects {
  #ids: Promise<readonly string[]> | undefined;

  constructor(
    /** The question behind the list, for those who answer it elsewhere, such as a database. */
    readonly query: ListObjectsQuery,
    private readonly listing: Listing,
  ) {}

  /**
   * The ids without their type, complete and sorted; asked at most once per request.
   *
   * @throws {@link DependencyUnavailableError} `ZT_DEPENDENCY_UNAVAILABLE` if no complete list can be had in time
   */
  ids(): Promise<readonly string[]> {
    this.#ids ??= this.list();
    return this.#ids;
  }

  /**
   * The same as a condition of the database that keeps the tuples; for adapters such as `whereAccessible` of
   * `nestjs-zero-trust/postgres`.
   *
   * @returns `undefined` where no condition can say it: list the ids then
   * @throws {@link DependencyUnavailableError} `ZT_DEPENDENCY_UNAVAILABLE` if there is no answer in time
   */
  async condition(column: string): Promise<unknown> {
    const filter = objectFilterOf(this.listing.engine);
    if (filter === undefined) return undefined;
    return unlessUnavailable(() => filter.where(this.query, column));
  }

  private async list(): Promise<readonly string[]> {
    const { engine, timeoutMs } = this.listing;
    const ask = (signal: AbortSignal) => engine.listObjects(this.query, { signal });
    const objects = await unlessUnavailable(() => withDeadline({ dependency: DEPENDENCY, timeoutMs }, ask));
    return objects.map((object) => object.slice(this.query.type.length + 1));
  }
}

async function unlessUnavailable<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AccessDeniedError) throw error;
    throw new DependencyUnavailableError(DEPENDENCY, 'no complete list', { cause: error });
  }
}
