import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, DATABASE, type AuthDatabase, type Clock } from '../auth.tokens.js';

/** A revoked access token that is still alive. */
export interface Revocation {
  readonly jti: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const BATCH = 50;

/** What the APIs have not been told yet. */
@Injectable()
export class UnannouncedRevocations {
  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The oldest ones; a token that has expired meanwhile is no longer of interest. */
  async next(): Promise<readonly Revocation[]> {
    const rows = await this.database.db
      .selectFrom('access_tokens')
      .select(['jti', 'expires_at'])
      .where('revoked_at', 'is not', null)
      .where('announced_at', 'is', null)
      .where('expires_at', '>', this.clock.now())
      .orderBy('revoked_at')
      .limit(BATCH)
      .execute();
    return rows.map(({ jti, expires_at }) => ({ jti, expiresAt: expires_at }));
  }

  async markAnnounced({ jti }: Revocation): Promise<void> {
    await this.database.db
      .updateTable('access_tokens')
      .set({ announced_at: this.clock.now() })
      .where('jti', '=', jti)
      .execute();
  }
}
