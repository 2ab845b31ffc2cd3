import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, DATABASE, type AuthDatabase, type Clock } from '../auth.tokens.js';

/** A revoked access token that is still alive. */
export interface Revocation {
  readonly jti: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Room for everything that is revoked while an API is down: tokens live for minutes. */
const MAX_REVOCATIONS = 5_000;

/** What not all of the APIs have been told yet. */
@Injectable()
export class UnannouncedRevocations {
  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The newest first; a token that has expired meanwhile is no longer of interest. */
  async find(): Promise<readonly Revocation[]> {
    const rows = await this.database.db
      .selectFrom('access_tokens')
      .select(['jti', 'expires_at'])
      .where('revoked_at', 'is not', null)
      .where('announced_at', 'is', null)
      .where('expires_at', '>', this.clock.now())
      .orderBy('revoked_at', 'desc')
      .limit(MAX_REVOCATIONS)
      .execute();
    return rows.map(({ jti, expires_at }) => ({ jti, expiresAt: expires_at }));
  }

  async markAnnounced(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.db
      .updateTable('access_tokens')
      .set({ announced_at: this.clock.now() })
      .where('jti', 'in', [...ids])
      .execute();
  }
}
