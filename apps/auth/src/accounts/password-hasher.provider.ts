import type { FactoryProvider } from '@nestjs/common';
import { sql } from 'kysely';
import { PasswordHasher } from 'nestjs-zero-trust/passwords';
import { DATABASE, type AuthDatabase } from '../auth.tokens.js';

/**
 * Hashes with argon2id. bcrypt hashes of accounts that came from elsewhere are accepted while there are any: checking
 * every guess both ways, so that time tells nothing, is then what it costs.
 */
export const passwordHasher: FactoryProvider<PasswordHasher> = {
  provide: PasswordHasher,
  inject: [DATABASE],
  useFactory: async (database: AuthDatabase) => {
    const bcryptCost = await highestBcryptCost(database);
    return PasswordHasher.create(bcryptCost === undefined ? {} : { bcryptCost });
  },
};

/** `$2b$10$…` has cost 10. */
async function highestBcryptCost({ db }: AuthDatabase): Promise<number | undefined> {
  const rows = await db
    .selectFrom('accounts')
    .select('password_hash')
    .where('password_hash', 'like', '$2%')
    .orderBy(({ fn, ref }) => fn('split_part', [ref('password_hash'), sql.lit('$'), sql.lit(3)]), 'desc')
    .limit(1)
    .execute();
  const cost = rows[0]?.password_hash.split('$')[2];
  return cost === undefined ? undefined : Number(cost);
}
