import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { sql, type Kysely } from 'kysely';
import {
  CLOCK,
  DATABASE,
  ENVIRONMENT,
  type AuthDatabase,
  type AuthEnvironment,
  type Clock,
} from '../auth.tokens.js';
import type { AuthSchema } from '../database/auth-schema.js';
import { DATABASE_NOW_MS, mayBeUsed } from '../database/single-use.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { REFRESH_TOKEN_LIFETIME_MS, SESSION_LIFETIME_MS } from './session-lifetimes.js';

/** A right use of a refresh token: the successor, and what it stands for. */
export interface Rotation {
  readonly refreshToken: string;
  readonly familyId: string;
  /** Subject of the account. */
  readonly sub: string;
  /** When the person signed in, milliseconds since 1970. */
  readonly authenticatedAt: number;
}

/** The first token of a family. */
export type FirstToken = Pick<Rotation, 'refreshToken' | 'familyId'>;

interface Family {
  readonly id: string;
  readonly authenticated_at: number;
}

/** Refresh tokens that are good once. Every descendant of one sign-in is a family and dies as one. */
@Injectable()
export class RefreshTokens {
  constructor(
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(AccessTokens) private readonly accessTokens: AccessTokens,
  ) {}

  /** Begins a family with its first token: 256 random bits, base64url. */
  async beginFamily(sub: string, authenticatedAt: number): Promise<FirstToken> {
    return this.database.db.transaction().execute(async (transaction) => {
      const id = randomUUID();
      const family = { id, account_id: sub, authenticated_at: authenticatedAt, revoked_at: null };
      await transaction.insertInto('refresh_families').values(family).execute();
      const refreshToken = await this.#issue(transaction, { id, authenticated_at: authenticatedAt });
      return { refreshToken, familyId: id };
    });
  }

  /**
   * Exchanges a token for its successor; of any number of concurrent uses exactly one gets it (RFC 9700, section 4.14.2).
   *
   * @returns undefined for a token that is unknown, expired, revoked or used; a used one takes its family with it
   */
  async rotate(token: string): Promise<Rotation | undefined> {
    const hash = hashToken(token);
    const rotation = await this.database.db.transaction().execute(async (transaction) => {
      const family = await this.#use(transaction, hash);
      if (family === undefined) return undefined;
      const refreshToken = await this.#issue(transaction, family);
      const { id: familyId, account_id: sub, authenticated_at: authenticatedAt } = family;
      return { refreshToken, familyId, sub, authenticatedAt };
    });
    if (rotation === undefined) await this.#revokeFamilyOfUsed(hash);
    return rotation;
  }

  /** Ends the family of a token, whatever the token is still good for. */
  async revokeFamilyOf(token: string): Promise<void> {
    const family = await this.database.db
      .selectFrom('refresh_tokens')
      .select('family_id')
      .where('hash', '=', hashToken(token))
      .executeTakeFirst();
    if (family !== undefined) await this.revokeFamily(family.family_id);
  }

  /** Ends a family: none of its tokens is good any more, access tokens included. */
  async revokeFamily(familyId: string): Promise<void> {
    await this.database.db
      .updateTable('refresh_families')
      .set({ revoked_at: this.clock.now() })
      .where('id', '=', familyId)
      .where('revoked_at', 'is', null)
      .execute();
    await this.accessTokens.revokeGrant(familyId);
  }

  get #graceMs(): number {
    return this.environment.refreshGraceSeconds * 1_000;
  }

  /** One statement decides: the row's lock lets a second user see only a used token. */
  #use(db: Kysely<AuthSchema>, hash: string) {
    return db
      .updateTable('refresh_tokens')
      .from('refresh_families')
      .set({ used_at: sql<number>`coalesce(used_at, ${DATABASE_NOW_MS})` })
      .whereRef('refresh_families.id', '=', 'refresh_tokens.family_id')
      .where('refresh_families.revoked_at', 'is', null)
      .where('refresh_tokens.hash', '=', hash)
      .where(mayBeUsed('refresh_tokens.used_at', this.#graceMs))
      .where('refresh_tokens.expires_at', '>', this.clock.now())
      .returning(['refresh_families.id', 'refresh_families.account_id', 'refresh_families.authenticated_at'])
      .executeTakeFirst();
  }

  /** No token outlives the session, whose end the sign-in sets. */
  async #issue(db: Kysely<AuthSchema>, { id, authenticated_at }: Family): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = Math.min(
      this.clock.now() + REFRESH_TOKEN_LIFETIME_MS,
      authenticated_at + SESSION_LIFETIME_MS,
    );
    await db
      .insertInto('refresh_tokens')
      .values({ hash: hashToken(token), family_id: id, expires_at: expiresAt, used_at: null })
      .execute();
    return token;
  }

  async #revokeFamilyOfUsed(hash: string): Promise<void> {
    const used = await this.database.db
      .selectFrom('refresh_tokens')
      .select('family_id')
      .where('hash', '=', hash)
      .where('used_at', 'is not', null)
      .executeTakeFirst();
    if (used !== undefined) await this.revokeFamily(used.family_id);
  }
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
