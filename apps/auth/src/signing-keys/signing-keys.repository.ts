import { Inject, Injectable } from '@nestjs/common';
import { generatePrivateJwk, toPublicJwk, type PrivateJwk } from '@sample/shared';
import type { JWK } from 'jose';
import { sql, type Transaction } from 'kysely';
import { CLOCK, DATABASE, type AuthDatabase, type Clock } from '../auth.tokens.js';
import type { AuthSchema, SigningKeyState } from '../database/auth-schema.js';

/** Keys published ahead of use: a resource server that may not refetch for a while already knows the next ones. */
export const KEYS_AHEAD = 2;

/** A key of the server. */
export interface SigningKey {
  readonly kid: string;
  readonly state: SigningKeyState;
  readonly publicJwk: JWK & { readonly kid: string };
  /** Null once the key is retired. */
  readonly privateJwk: PrivateJwk | null;
  /** Milliseconds since 1970; null until the key is retired. */
  readonly retiredAt: number | null;
}

/** What a rotation did. */
export interface KeyRotation {
  /** Key id that signed until now. */
  readonly previous: string;
  /** Key id that signs from now on. */
  readonly current: string;
}

/** The signing keys in the database: one history for all instances. */
@Injectable()
export class SigningKeysRepository {
  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Every key, the oldest first. */
  async load(): Promise<readonly SigningKey[]> {
    const rows = await this.database.db.selectFrom('signing_keys').selectAll().orderBy('position').execute();
    return rows.map((row) => ({
      kid: row.kid,
      state: row.state,
      publicJwk: row.public_jwk,
      privateJwk: row.private_jwk,
      retiredAt: row.retired_at,
    }));
  }

  /** Makes the first keys where there are none; of several instances that start at once, one does. */
  async ensureKeys(): Promise<void> {
    await this.#exclusively(async (transaction) => {
      const current = await kidInState(transaction, 'current');
      if (current !== undefined) return;
      await insertKey(transaction, 'current');
      for (let ahead = 0; ahead < KEYS_AHEAD; ahead += 1) await insertKey(transaction, 'next');
    });
  }

  /** Lets the oldest next key sign, retires the current one and makes a new next key. */
  rotate(): Promise<KeyRotation> {
    return this.#exclusively(async (transaction) => {
      const previous = await kidInState(transaction, 'current');
      const current = await kidInState(transaction, 'next');
      if (previous === undefined || current === undefined)
        throw new Error('The table signing_keys lacks a current or a next key.');
      const retired = { state: 'previous', private_jwk: null, retired_at: this.clock.now() } as const;
      await transaction.updateTable('signing_keys').set(retired).where('kid', '=', previous).execute();
      await transaction
        .updateTable('signing_keys')
        .set({ state: 'current' })
        .where('kid', '=', current)
        .execute();
      await insertKey(transaction, 'next');
      return { previous, current };
    });
  }

  /** Removes the keys that were retired before the moment. */
  async removeRetiredBefore(moment: number): Promise<void> {
    await this.database.db.deleteFrom('signing_keys').where('retired_at', '<=', moment).execute();
  }

  #exclusively<Result>(action: (transaction: Transaction<AuthSchema>) => Promise<Result>): Promise<Result> {
    return this.database.db.transaction().execute(async (transaction) => {
      // Readers go on; other writers wait their turn.
      await sql`lock table signing_keys in share row exclusive mode`.execute(transaction);
      return action(transaction);
    });
  }
}

async function kidInState(
  transaction: Transaction<AuthSchema>,
  state: SigningKeyState,
): Promise<string | undefined> {
  const row = await transaction
    .selectFrom('signing_keys')
    .select('kid')
    .where('state', '=', state)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst();
  return row?.kid;
}

async function insertKey(transaction: Transaction<AuthSchema>, state: 'next' | 'current'): Promise<void> {
  const privateJwk = await generatePrivateJwk();
  await transaction
    .insertInto('signing_keys')
    .values({
      kid: privateJwk.kid,
      state,
      public_jwk: JSON.stringify(toPublicJwk(privateJwk)),
      private_jwk: JSON.stringify(privateJwk),
      retired_at: null,
    })
    .execute();
}
