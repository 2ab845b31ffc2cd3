import { sql, type RawBuilder } from 'kysely';
import type { AccessibleObjects } from '../../../authorization/access/accessible/accessible-objects.js';
import { rowColumn } from './row-column.js';

/**
 * What `@Accessible` gave a handler, as a condition for a query in the database that keeps the tuples: filtering, order and
 * limit are then one statement, and a page costs about what it shows. Where the relation cannot be said in SQL (recursion,
 * conditions of the model), or the tuples are elsewhere, it is a condition on the listed ids.
 *
 * @param column of ids without their type, with its table, such as `orders.id`
 * @throws {RelationshipError} `invalid_configuration` for a column without its table
 * @throws {DependencyUnavailableError} `ZT_DEPENDENCY_UNAVAILABLE` if there is no answer in time
 * @example
 * ```ts
 * async list(@Accessible('viewer', 'order') orders: Accessible) {
 *   return this.db.selectFrom('orders').selectAll().where(await whereAccessible(orders, 'orders.id')).limit(20).execute();
 * }
 * ```
 */
export async function whereAccessible(
  accessible: AccessibleObjects,
  column: string,
): Promise<RawBuilder<boolean>> {
  const id = rowColumn(column);
  const condition = (await accessible.condition(column)) as RawBuilder<boolean> | undefined;
  return condition ?? sql<boolean>`${id} = any(${await accessible.ids()}::text[])`;
}
