import { sql, type RawBuilder } from 'kysely';

/** An object within a statement: a row of the application by its id, or one that a tuple names. */
export type SqlObject =
  | { readonly kind: 'row'; readonly id: RawBuilder<unknown> }
  | { readonly kind: 'named'; readonly name: RawBuilder<string> };

/** Which tuples under an alias are meant. */
export interface TupleMatch {
  readonly alias: string;
  readonly type: string;
  readonly relations: readonly string[];
}

/**
 * Tuples of some relations that count always. The type is part of it even where the name of the object tells it: what a
 * tuple names may be of another type.
 */
export function matchTuples({ alias, type, relations }: TupleMatch): RawBuilder<boolean> {
  return sql<boolean>`${column(alias, 'object_type')} = ${type}
    and ${isOneOf(column(alias, 'relation'), relations)} and ${column(alias, 'condition')} is null`;
}

/** Whether a tuple is of that object. */
export function isOf(alias: string, object: SqlObject): RawBuilder<boolean> {
  return object.kind === 'row'
    ? sql<boolean>`${column(alias, 'object_id')} = ${object.id}`
    : sql<boolean>`${column(alias, 'object')} = ${object.name}`;
}

/** A column of the tuples under an alias. */
export function column(alias: string, name: string): RawBuilder<string> {
  return sql.ref<string>(`${alias}.${name}`);
}

/** `relationship_tuples` under an alias. */
export function tuplesAs(alias: string): RawBuilder<unknown> {
  return sql`relationship_tuples as ${sql.id(alias)}`;
}

/** Equality where one value is enough: the planner knows more of it than of a list. */
export function isOneOf(value: RawBuilder<unknown>, values: readonly string[]): RawBuilder<boolean> {
  if (values.length === 1) return sql<boolean>`${value} = ${values[0]}`;
  return sql<boolean>`${value} in (${sql.join(values)})`;
}

/** Any of the conditions; none of none. */
export function either(conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  if (conditions.length === 0) return sql<boolean>`false`;
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}
