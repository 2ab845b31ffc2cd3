import { Inject, Injectable } from '@nestjs/common';
import { isDemoAllowed, type HandedOverAccount } from '@sample/shared';
import { DATABASE, ENVIRONMENT, type AuthDatabase, type AuthEnvironment } from '../auth.tokens.js';
import { toIdentity, type Identity } from './identity.js';

/** A person who can sign in. */
export interface Account extends Identity {
  /** argon2id, PHC string format; bcrypt for accounts that came from elsewhere and have not signed in since. */
  readonly passwordHash: string;
}

/** What who has registered may ask for, beside which the relationships decide: nobody is related to anything yet. */
const NEWCOMER = {
  scopes: 'orders:read orders:write',
  roles: '',
  clearance: 0,
  tier: 'free',
  department: 'none',
  demo: false,
} as const;

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

  /**
   * Opens an account, unless its id or its address has one, or had one that was closed: an account is never changed this
   * way. The two may be asked for at once, so whoever comes second clears away.
   */
  async open({ id, email, passwordHash }: HandedOverAccount): Promise<void> {
    await this.database.db
      .insertInto('accounts')
      .values({ id, email: normalizeEmail(email), password_hash: passwordHash, ...NEWCOMER })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await this.database.db
      .deleteFrom('accounts')
      .where('id', 'in', (select) => select.selectFrom('closed_accounts').select('id').where('id', '=', id))
      .execute();
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
      .where('id', 'not in', (select) => select.selectFrom('closed_accounts').select('id'))
      .executeTakeFirst();
    if (row === undefined || (row.demo && !this.#demoAllowed)) return undefined;
    return { ...toIdentity(row.id, row), passwordHash: row.password_hash };
  }
}

/** One spelling per address: compatibility forms folded, no outer white space, lower case. */
export function normalizeEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}
