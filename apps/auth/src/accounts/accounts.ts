import { Inject, Injectable } from '@nestjs/common';
import { isDemoAllowed } from '@sample/shared';
import { DATABASE, ENVIRONMENT, type AuthDatabase, type AuthEnvironment } from '../auth.tokens.js';
import { toIdentity, type Identity } from './identity.js';

/** A person who can sign in. */
export interface Account extends Identity {
  /** argon2id, PHC string format; bcrypt for accounts that came from elsewhere and have not signed in since. */
  readonly passwordHash: string;
}

/** The people that this server knows. Demo accounts do not exist for it in production, even when seeded before. */
@Injectable()
export class Accounts {
  readonly #demoAllowed: boolean;

  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(ENVIRONMENT) environment: AuthEnvironment,
  ) {
    this.#demoAllowed = isDemoAllowed(environment);
  }

  /** @param email normalised by {@link normalizeEmail} */
  findByEmail(email: string): Promise<Account | undefined> {
    return this.#find('email', email);
  }

  findBySubject(sub: string): Promise<Account | undefined> {
    return this.#find('id', sub);
  }

  /** Stores a new hash, unless the password was changed in between. */
  async replacePasswordHash({ sub, passwordHash }: Account, replacement: string): Promise<void> {
    await this.database.db
      .updateTable('accounts')
      .set({ password_hash: replacement })
      .where('id', '=', sub)
      .where('password_hash', '=', passwordHash)
      .execute();
  }

  async #find(column: 'email' | 'id', value: string): Promise<Account | undefined> {
    const row = await this.database.db
      .selectFrom('accounts')
      .selectAll()
      .where(column, '=', value)
      .executeTakeFirst();
    if (row === undefined || (row.demo && !this.#demoAllowed)) return undefined;
    return { ...toIdentity(row.id, row), passwordHash: row.password_hash };
  }
}

/** One spelling per address: compatibility forms folded, no outer white space, lower case. */
export function normalizeEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}
