import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type AuthDatabase } from '../auth.tokens.js';

/** Remembers assertions that are good once, for all instances and over restarts. */
@Injectable()
export class UsedAssertions {
  constructor(@Inject(DATABASE) private readonly database: AuthDatabase) {}

  /**
   * Marks an assertion as used, in one atomic statement.
   *
   * @param id what makes it unique, for example issuer and `jti`
   * @param expiresAt milliseconds since 1970, from when on it need not be remembered
   * @returns false when it was used before
   */
  async use(id: string, expiresAt: number): Promise<boolean> {
    const marked = await this.database.db
      .insertInto('used_assertions')
      .values({ id: createHash('sha256').update(id).digest('base64url'), expires_at: expiresAt })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return marked !== undefined;
  }
}
