import { sql, type RawBuilder } from 'kysely';

/**
 * Milliseconds since 1970 by the database's own clock, so that instances whose clocks differ agree on when something was
 * used. It is read anew after a wait for a row's lock, unlike the time of the statement.
 */
export const DATABASE_NOW_MS: RawBuilder<number> = sql`(extract(epoch from clock_timestamp()) * 1000)::int8`;

/**
 * Whether something that is good once may be used. Without a grace only an unused thing may: no clock has a say in it.
 *
 * @param usedAt column with the {@link DATABASE_NOW_MS} of the first use, or null
 * @param graceMs for how long after its first use it may be used again, milliseconds; a first use that lies in the future,
 * because the clock was put back, is not forgiven
 */
export function mayBeUsed(usedAt: string, graceMs: number): RawBuilder<boolean> {
  const column = sql.ref(usedAt);
  if (graceMs <= 0) return sql`(${column} is null)`;
  return sql`(${column} is null or (${column} > ${DATABASE_NOW_MS} - ${graceMs}::int8 and ${column} <= ${DATABASE_NOW_MS}))`;
}
