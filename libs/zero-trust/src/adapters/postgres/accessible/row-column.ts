import { sql, type RawBuilder } from 'kysely';
import { quote, RelationshipError } from '../../../authorization/relationships/relationship-error.js';

/** Aliases of tuples within a statement begin so, and no table of the application may. */
export const TUPLES_ALIAS = 'zt_tuples_';

const QUALIFIED = /^[^.]+(?:\.[^.]+){1,2}$/u;

/**
 * A column of the application's rows, for a condition in which tuples are looked up: without its table, or with one named
 * as the tuples are, it would mean a column of the tuples there, and the condition would hold for rows of others.
 *
 * @throws {RelationshipError} `invalid_configuration` unless it is `table.column` or `schema.table.column`
 */
export function rowColumn(column: string): RawBuilder<unknown> {
  if (QUALIFIED.test(column) && !isOfTuples(column)) return sql.ref(column);
  throw new RelationshipError(
    'invalid_configuration',
    `the column ${quote(column)} must name its table or alias, as "orders.id" does, and none that begins with "${TUPLES_ALIAS}"`,
  );
}

/** However a plugin of Kysely writes names. */
function isOfTuples(column: string): boolean {
  const table = column.split('.').at(-2) ?? '';
  return plain(table).startsWith(plain(TUPLES_ALIAS));
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
