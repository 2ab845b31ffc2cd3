import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, DATABASE, type AuthDatabase, type Clock } from '../auth.tokens.js';

/** What is remembered of an access token that was issued. */
export interface IssuedToken {
  readonly jti: string;
  /** The grant or the family of refresh tokens that it belongs to. @defaultValue none */
  readonly grantId?: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A grant whose tokens must not be good any more, until the last of them has expired. */
const GRANT_REMEMBERED_MS = 24 * 60 * 60_000;

/** Which of the access tokens that are out are revoked: a denylist, because JWTs are good until they expire. */
@Injectable()
export class AccessTokens {
  #listener: () => void = () => undefined;

  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Is called after each revocation. */
  onRevoked(listener: () => void): void {
    this.#listener = listener;
  }

  /** Remembers a token that is about to be issued; of a grant that has been revoked meanwhile it is born revoked. */
  async record({ jti, grantId, expiresAt }: IssuedToken): Promise<void> {
    const { db } = this.database;
    await db
      .insertInto('access_tokens')
      .values({ jti, grant_id: grantId ?? null, expires_at: expiresAt, revoked_at: null, announced_at: null })
      .execute();
    if (grantId !== undefined && (await this.#isGrantRevoked(grantId))) await this.revoke({ jti, expiresAt });
  }

  async revoke({ jti, expiresAt }: IssuedToken): Promise<void> {
    const revoked = { revoked_at: this.clock.now() };
    await this.database.db
      .insertInto('access_tokens')
      .values({ jti, grant_id: null, expires_at: expiresAt, ...revoked, announced_at: null })
      .onConflict((conflict) =>
        conflict.column('jti').doUpdateSet(revoked).where('access_tokens.revoked_at', 'is', null),
      )
      .execute();
    this.#listener();
  }

  /** Revokes every access token of a grant, those included that are being issued right now. */
  async revokeGrant(grantId: string): Promise<void> {
    const { db } = this.database;
    const now = this.clock.now();
    await db
      .insertInto('revoked_grants')
      .values({ grant_id: grantId, expires_at: now + GRANT_REMEMBERED_MS })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await db
      .updateTable('access_tokens')
      .set({ revoked_at: now })
      .where('grant_id', '=', grantId)
      .where('revoked_at', 'is', null)
      .execute();
    this.#listener();
  }

  /** The grant of a token, so that what comes of the token ends with it. */
  async grantOf(jti: string): Promise<string | undefined> {
    const row = await this.database.db
      .selectFrom('access_tokens')
      .select('grant_id')
      .where('jti', '=', jti)
      .executeTakeFirst();
    return row?.grant_id ?? undefined;
  }

  async isRevoked(jti: string): Promise<boolean> {
    const row = await this.database.db
      .selectFrom('access_tokens')
      .select('revoked_at')
      .where('jti', '=', jti)
      .executeTakeFirst();
    return row !== undefined && row.revoked_at !== null;
  }

  async #isGrantRevoked(grantId: string): Promise<boolean> {
    const row = await this.database.db
      .selectFrom('revoked_grants')
      .select('grant_id')
      .where('grant_id', '=', grantId)
      .executeTakeFirst();
    return row !== undefined;
  }
}
