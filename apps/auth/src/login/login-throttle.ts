import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { CLOCK, DATABASE, type AuthDatabase, type Clock } from '../auth.tokens.js';
import type { AuthSchema } from '../database/auth-schema.js';
import { AuthError } from '../http/auth-error.js';

/** Failures of one account from one address after which the pair is locked. */
export const MAX_FAILURES_PER_ACCOUNT = 5;
/** The first lock; each further failure doubles it. */
export const FIRST_LOCK_MS = 60_000;
/** The longest lock. */
export const LONGEST_LOCK_MS = 60 * 60_000;
/** Failures of a pair are forgotten after this time without an attempt. */
export const FORGET_AFTER_MS = 24 * 60 * 60_000;
/** Failures from one address in one window, over all accounts. */
export const MAX_FAILURES_PER_ADDRESS = 100;
/** The window of an address, from its first failure. */
export const ADDRESS_WINDOW_MS = 15 * 60_000;

/** Whose guess it is. */
export interface LoginAttempt {
  /** Normalised e-mail address, of an existing account or not. */
  readonly email: string;
  /** Address that failures are counted for. */
  readonly address: string;
}

/** The key of an account in the table of attempts. */
export function accountKey(email: string): string {
  return createHash('sha256').update(email).digest('base64url');
}

/**
 * Decides whether a guess may be checked. Each guess is counted as a failure before it is checked, in one atomic
 * statement, and given back when it was right: however many arrive at once, exactly so many as allowed are checked.
 */
@Injectable()
export class LoginThrottle {
  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Counts a guess.
   *
   * @throws AuthError 423 while the pair is locked, 429 while the address has too many failures; nothing is counted then
   */
  async count(attempt: LoginAttempt): Promise<void> {
    await this.database.db.transaction().execute(async (transaction) => {
      const now = this.clock.now();
      await countForAccount({ transaction, attempt, now });
      await countForAddress({ transaction, attempt, now });
    });
  }

  /** Forgets the failures of the pair after a right guess; the address gets this one guess back. */
  async succeed({ email, address }: LoginAttempt): Promise<void> {
    await this.database.db.transaction().execute(async (transaction) => {
      await transaction
        .deleteFrom('login_attempts')
        .where('account_key', '=', accountKey(email))
        .where('address', '=', address)
        .execute();
      await transaction
        .updateTable('address_failures')
        .set({ failures: sql<number>`failures - 1` })
        .where('address', '=', address)
        .where('failures', '>', 0)
        .execute();
    });
  }
}

interface Counting {
  readonly transaction: Transaction<AuthSchema>;
  readonly attempt: LoginAttempt;
  readonly now: number;
}

async function countForAccount({ transaction, attempt, now }: Counting): Promise<void> {
  const pair = { account_key: accountKey(attempt.email), address: attempt.address };
  const failures = sql<number>`case when login_attempts.last_attempt_at <= ${now - FORGET_AFTER_MS}
    then 1 else login_attempts.failures + 1 end`;
  const counted = await transaction
    .insertInto('login_attempts')
    .values({ ...pair, failures: 1, locked_until: 0, last_attempt_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['account_key', 'address'])
        .doUpdateSet({ failures, locked_until: lockedUntil(failures, now), last_attempt_at: now })
        .where('login_attempts.locked_until', '<=', now),
    )
    .returning('failures')
    .executeTakeFirst();
  if (counted !== undefined) return;
  const { locked_until } = await transaction
    .selectFrom('login_attempts')
    .select('locked_until')
    .where('account_key', '=', pair.account_key)
    .where('address', '=', pair.address)
    .executeTakeFirstOrThrow();
  throw accountLocked(locked_until - now);
}

/** The failure that reaches the limit locks; each one after a lock has ended locks for twice as long. */
function lockedUntil(failures: ReturnType<typeof sql<number>>, now: number): ReturnType<typeof sql<number>> {
  const doublings = sql`least(${failures} - ${sql.lit(MAX_FAILURES_PER_ACCOUNT)}, 20)`;
  return sql<number>`case when ${failures} < ${sql.lit(MAX_FAILURES_PER_ACCOUNT)} then 0
    else ${now}::int8 + least(${sql.lit(FIRST_LOCK_MS)} * power(2, ${doublings}), ${sql.lit(LONGEST_LOCK_MS)})::int8 end`;
}

async function countForAddress({ transaction, attempt, now }: Counting): Promise<void> {
  const { address } = attempt;
  const windowEndsAt = now + ADDRESS_WINDOW_MS;
  const expired = sql<boolean>`address_failures.window_ends_at <= ${now}`;
  const counted = await transaction
    .insertInto('address_failures')
    .values({ address, failures: 1, window_ends_at: windowEndsAt })
    .onConflict((conflict) =>
      conflict
        .column('address')
        .doUpdateSet({
          failures: sql<number>`case when ${expired} then 1 else address_failures.failures + 1 end`,
          window_ends_at: sql<number>`case when ${expired} then ${windowEndsAt}::int8
            else address_failures.window_ends_at end`,
        })
        .where(sql<boolean>`${expired} or address_failures.failures < ${sql.lit(MAX_FAILURES_PER_ADDRESS)}`),
    )
    .returning('failures')
    .executeTakeFirst();
  if (counted !== undefined) return;
  const { window_ends_at } = await transaction
    .selectFrom('address_failures')
    .select('window_ends_at')
    .where('address', '=', address)
    .executeTakeFirstOrThrow();
  throw tooManyFailures(window_ends_at - now);
}

function accountLocked(remainingMs: number): AuthError {
  return new AuthError({
    status: 423,
    code: 'AUTH_ACCOUNT_LOCKED',
    detail: 'Too many failures for this account from this address. Wait before the next attempt.',
    retryAfterSeconds: Math.max(1, Math.ceil(remainingMs / 1000)),
  });
}

function tooManyFailures(remainingMs: number): AuthError {
  return new AuthError({
    status: 429,
    code: 'AUTH_TOO_MANY_FAILURES',
    detail: 'Too many failures from this address. Wait before the next attempt.',
    retryAfterSeconds: Math.max(1, Math.ceil(remainingMs / 1000)),
  });
}
