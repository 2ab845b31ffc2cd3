import { sql, type RawBuilder } from 'kysely';
import type { AuthorizationModel } from '../../../authorization/relationships/model/authorization-model.js';
import { parseSubject } from '../../../authorization/relationships/names.js';
import type { ListObjectsQuery } from '../../../authorization/relationships/relationship-engine.port.js';
import { withDeadline } from '../../../kernel/deadline.js';
import type { RelationshipExecutor } from '../relationship-database.js';
import { ListWriter } from './list-writer.js';
import { NotExpressible } from './not-expressible.js';
import { ProbeWriter } from './probe-writer.js';
import { rowColumn } from './row-column.js';
import { Writing } from './writing.js';

/** What conditions are made of. */
export interface AccessibleConditionsParts {
  /** Where the tuples are: the tables of `createRelationshipTables()`. */
  readonly db: RelationshipExecutor;
  readonly model: AuthorizationModel;
  /** Longest wait for the look at how many objects there are. @defaultValue 2,000 */
  readonly timeoutMs?: number;
  /**
   * Up to so many objects it is quicker to sort all of them than to look for the first ones among all rows.
   *
   * @defaultValue 5,000
   */
  readonly listUpTo?: number;
}

const DEFAULT_LIST_UP_TO = 5_000;
const DEFAULT_TIMEOUT_MS = 2_000;

/** Turns “the objects on which the subject has a relation” into a condition on rows of the application. */
export class AccessibleConditions {
  constructor(private readonly parts: AccessibleConditionsParts) {}

  /**
   * A condition for a query in the same database, so that filtering, order and limit are one statement and a page costs
   * about what it shows: of few objects by their ids, of many by a few look-ups for each row until the page is full.
   * `column` holds ids without their type and names its table, such as `orders.id`.
   *
   * @returns nothing where no such condition can say it: for recursion, conditions of the model, contextual tuples, and
   * subjects that are usersets; list the ids then
   * @throws {RelationshipError} `type_not_found`, `relation_not_found`, `invalid_subject`; `invalid_configuration` for a
   * column without its table
   * @throws {DependencyUnavailableError} when the database does not answer in time
   * @example
   * ```ts
   * const query = { subject: 'user:anne', relation: 'viewer', type: 'order' };
   * const accessible = await conditions.where(query, 'orders.id');
   * const page = db.selectFrom('orders').selectAll().where(accessible).orderBy('created_at', 'desc').limit(20);
   * ```
   */
  async where(query: ListObjectsQuery, column: string): Promise<RawBuilder<boolean> | undefined> {
    const id = rowColumn(column);
    if (!this.#isPlain(query)) return undefined;
    try {
      return await this.#choose(query, id);
    } catch (error) {
      if (error instanceof NotExpressible) return undefined;
      throw error;
    }
  }

  #isPlain({ subject, relation, type, contextualTuples = [] }: ListObjectsQuery): boolean {
    const parsed = parseSubject(subject);
    this.parts.model.assertType(parsed.type);
    this.parts.model.relation(type, relation);
    return parsed.relation === undefined && parsed.id !== '*' && contextualTuples.length === 0;
  }

  async #choose(query: ListObjectsQuery, id: RawBuilder<unknown>): Promise<RawBuilder<boolean>> {
    const ids = await this.#fewIds(query);
    if (ids !== undefined) return sql<boolean>`${id} = any(${ids}::text[])`;
    const { subject, relation, type } = query;
    const probes = new ProbeWriter(new Writing(this.parts.model, subject));
    return probes.relation({ name: { type, relation }, object: { kind: 'row', id } });
  }

  /** The ids where there are few, else nothing. */
  async #fewIds({ subject, relation, type }: ListObjectsQuery): Promise<readonly string[] | undefined> {
    const { db, model, timeoutMs = DEFAULT_TIMEOUT_MS, listUpTo = DEFAULT_LIST_UP_TO } = this.parts;
    const list = new ListWriter(new Writing(model, subject)).relation({ type, relation });
    const { rows } = await withDeadline({ dependency: 'relationship tuples', timeoutMs }, () =>
      sql<{ readonly objects: readonly string[] | null }>`
        select case when count(*) <= ${listUpTo} then coalesce(array_agg(object), '{}') end as objects
        from (select object from (${list}) as listed limit ${listUpTo + 1}) as found`.execute(db),
    );
    const objects = rows[0]?.objects ?? undefined;
    return objects && [...new Set(objects)].map((object) => object.slice(type.length + 1));
  }
}
