import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { CLOCK, DATABASE, type AuthDatabase, type Clock } from '../auth.tokens.js';
import { AccessTokens } from '../tokens/access-tokens.js';

/** Closes the accounts of people who were deleted. Every step may be taken again, so a failure is mended by asking again. */
@Injectable()
export class AccountClosing {
  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AccessTokens) private readonly accessTokens: AccessTokens,
  ) {}

  /**
   * Nobody can sign in to the account any more, nothing opens it again, and no token of it is good: neither those that
   * refresh nor those that are out. Whatever belongs to it is erased but for its id.
   */
  async close(id: string): Promise<void> {
    // First, so that nothing begins of which the next steps do not hear.
    await this.#remember(id);
    for (const grantId of await this.#grantsOf(id)) await this.accessTokens.revokeGrant(grantId);
    await this.#erase(id);
  }

  async #remember(id: string): Promise<void> {
    await this.database.db
      .insertInto('closed_accounts')
      .values({ id, closed_at: this.clock.now() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Families of refresh tokens, and the grants of authorizations: those that a session has, or something of their own. */
  async #grantsOf(id: string): Promise<readonly string[]> {
    const { rows } = await sql<{ readonly grant_id: string }>`
      select id as grant_id from refresh_families where account_id = ${id}
      union select grant_id from provider_models
        where payload ->> 'accountId' = ${id} and grant_id is not null
      union select granted.value ->> 'grantId' from provider_models,
        jsonb_each(coalesce(payload -> 'authorizations', '{}'::jsonb)) granted
        where payload ->> 'accountId' = ${id} and granted.value ? 'grantId'`.execute(this.database.db);
    return rows.map(({ grant_id }) => grant_id);
  }

  /** Refresh tokens go with the account. */
  async #erase(id: string): Promise<void> {
    const { db } = this.database;
    await sql`delete from provider_models where payload ->> 'accountId' = ${id}`.execute(db);
    await db.deleteFrom('accounts').where('id', '=', id).execute();
  }
}
