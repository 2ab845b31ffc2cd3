import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CLOCK, DATABASE, type AuthDatabase, type Clock } from '../auth.tokens.js';
import { AuthLog } from '../http/auth-log.js';

const INTERVAL_MS = 10 * 60_000;

/** Removes rows that no longer decide anything. */
@Injectable()
export class ExpiredRows implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AuthLog) private readonly log: AuthLog,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.remove().catch((error: unknown) =>
        this.log.failure('expired rows stay until the next try', error),
      );
    }, INTERVAL_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** Removes what has expired by now. A used refresh token stays until its expiry, so that reuse is noticed. */
  async remove(): Promise<void> {
    const now = this.clock.now();
    const { db } = this.database;
    await db.deleteFrom('used_assertions').where('expires_at', '<=', now).execute();
    await db.deleteFrom('state_entries').where('expires_at', '<=', now).execute();
    await db.deleteFrom('provider_models').where('expires_at', '<=', now).execute();
    await db.deleteFrom('access_tokens').where('expires_at', '<=', now).execute();
    await db.deleteFrom('revoked_grants').where('expires_at', '<=', now).execute();
    await this.#removeRefreshTokens(now);
  }

  async #removeRefreshTokens(now: number): Promise<void> {
    const { db } = this.database;
    await db.deleteFrom('refresh_tokens').where('expires_at', '<=', now).execute();
    const familiesInUse = db.selectFrom('refresh_tokens').select('family_id');
    await db.deleteFrom('refresh_families').where('id', 'not in', familiesInUse).execute();
  }
}
