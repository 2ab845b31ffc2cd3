import { isDatabaseUnavailable } from '@sample/shared';
import { sql } from 'kysely';
import {
  checkStateEntry,
  checkStateIncrement,
  checkStateKey,
  DependencyUnavailableError,
  type StateCounter,
  type StateEntry,
  type StateIncrement,
  type StateStore,
} from 'nestjs-zero-trust';
import type { AuthDatabase, Clock } from '../auth.tokens.js';

/** Shared state in the database: for instances without Redis, and so that locks outlive a restart. */
export class SqlStateStore implements StateStore {
  constructor(
    private readonly database: AuthDatabase,
    private readonly clock: Clock,
  ) {}

  async increment(increment: StateIncrement): Promise<StateCounter> {
    checkStateIncrement(increment);
    const { key, ttlMs, by = 1 } = increment;
    const now = this.clock.now();
    const counted = await whileAvailable(
      this.database.db
        .insertInto('state_entries')
        .values({ key: escapeNul(key), value: String(by), expires_at: now + ttlMs })
        .onConflict((conflict) =>
          conflict
            .column('key')
            .doUpdateSet({
              value: sql<string>`case when ${expired(now)} then ${String(by)}
                else (state_entries.value::int8 + ${by}::int8)::text end`,
              expires_at: sql<number>`case when ${expired(now)} then ${now + ttlMs}::int8
                else state_entries.expires_at end`,
            })
            .where(sql<boolean>`${expired(now)} or ${holdsCounter(by)}`),
        )
        .returning(['value', 'expires_at'])
        .executeTakeFirst(),
    );
    if (counted === undefined)
      throw new DependencyUnavailableError(DEPENDENCY, 'the key holds no whole number, or one out of range');
    return { value: Number(counted.value), remainingMs: counted.expires_at - now };
  }

  async setIfAbsent(entry: StateEntry): Promise<boolean> {
    checkStateEntry(entry);
    const now = this.clock.now();
    const stored = await whileAvailable(
      this.#insert(entry, now)
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet(replacement(entry, now)).where(expired(now)),
        )
        .returning('key')
        .executeTakeFirst(),
    );
    return stored !== undefined;
  }

  async set(entry: StateEntry): Promise<void> {
    checkStateEntry(entry);
    const now = this.clock.now();
    await whileAvailable(
      this.#insert(entry, now)
        .onConflict((conflict) => conflict.column('key').doUpdateSet(replacement(entry, now)))
        .execute(),
    );
  }

  async get(key: string): Promise<string | undefined> {
    checkStateKey(key);
    const row = await whileAvailable(
      this.database.db
        .selectFrom('state_entries')
        .select('value')
        .where('key', '=', escapeNul(key))
        .where('expires_at', '>', this.clock.now())
        .executeTakeFirst(),
    );
    return row === undefined ? undefined : unescapeNul(row.value);
  }

  async delete(key: string): Promise<boolean> {
    checkStateKey(key);
    const row = await whileAvailable(
      this.database.db
        .deleteFrom('state_entries')
        .where('key', '=', escapeNul(key))
        .returning('expires_at')
        .executeTakeFirst(),
    );
    return row !== undefined && row.expires_at > this.clock.now();
  }

  #insert({ key, value, ttlMs }: StateEntry, now: number) {
    const row = { key: escapeNul(key), value: escapeNul(value), expires_at: now + ttlMs };
    return this.database.db.insertInto('state_entries').values(row);
  }
}

const DEPENDENCY = 'state store (database)';

function replacement({ value, ttlMs }: StateEntry, now: number) {
  return { value: escapeNul(value), expires_at: now + ttlMs };
}

function expired(now: number) {
  return sql<boolean>`state_entries.expires_at <= ${now}`;
}

/** A `case`, because a database may evaluate both sides of an `and`: what is no number must not be cast to one. */
function holdsCounter(by: number) {
  return sql<boolean>`case when state_entries.value ~ '^(0|-?[1-9][0-9]{0,15})$'
    then abs(state_entries.value::int8 + ${by}::int8) <= ${sql.lit(Number.MAX_SAFE_INTEGER)}::int8 else false end`;
}

/** PostgreSQL stores every character but NUL. */
function escapeNul(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\0', '\\0');
}

function unescapeNul(text: string): string {
  return text.replaceAll(/\\(.)/g, (_match, character) => (character === '0' ? '\0' : '\\'));
}

async function whileAvailable<Result>(query: Promise<Result>): Promise<Result> {
  try {
    return await query;
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    throw new DependencyUnavailableError(DEPENDENCY, 'the database does not answer', { cause: error });
  }
}
