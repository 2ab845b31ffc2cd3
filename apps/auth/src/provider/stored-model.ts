import { createHash } from 'node:crypto';
import { isDatabaseUnavailable } from '@sample/shared';
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import { sql } from 'kysely';
import type { AuthDatabase } from '../auth.tokens.js';
import { DATABASE_NOW_MS, mayBeUsed } from '../database/single-use.js';
import type { AccessTokens } from '../tokens/access-tokens.js';

/** What stored models stand on. */
export interface ModelSources {
  readonly database: AuthDatabase;
  readonly accessTokens: AccessTokens;
  readonly nowMs: () => number;
  /** For how long a used refresh token may be used again without being taken for stolen. */
  readonly refreshGraceMs: number;
}

/** oidc-provider answers with the status that an error carries; 500 would tell the client not to come back. */
export async function whileAvailable<Result>(query: Promise<Result>): Promise<Result> {
  try {
    return await query;
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    throw Object.assign(new Error('The database does not answer.', { cause: error }), { statusCode: 503 });
  }
}

/** One kind of thing that oidc-provider keeps, in the database. Ids are stored as hashes: they are what holders show. */
export class StoredModel implements Adapter {
  constructor(
    private readonly model: string,
    private readonly sources: ModelSources,
  ) {}

  async upsert(id: string, { jti: _id, ...payload }: AdapterPayload, expiresInSeconds = 0): Promise<void> {
    const row = {
      grant_id: payload.grantId ?? null,
      uid: payload.uid ?? null,
      payload: JSON.stringify(payload),
      expires_at: this.sources.nowMs() + expiresInSeconds * 1_000,
    };
    await whileAvailable(
      this.sources.database.db
        .insertInto('provider_models')
        .values({ model: this.model, id: hashId(id), ...row, consumed_at: null })
        .onConflict((conflict) => conflict.columns(['model', 'id']).doUpdateSet(row))
        .execute(),
    );
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = await this.#select('id', hashId(id));
    return found === undefined ? undefined : { ...found, jti: id };
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#select('uid', uid);
  }

  /** There are no device codes. */
  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  /**
   * Of any number of concurrent uses exactly one consumes. Every other one is a theft: the grant dies, and with it what
   * the one is just getting.
   */
  async consume(id: string): Promise<void> {
    const consumed = await whileAvailable(
      this.#rowsOf(hashId(id))
        .set({ consumed_at: sql<number>`coalesce(consumed_at, ${DATABASE_NOW_MS})` })
        .where(mayBeUsed('consumed_at', this.#graceMs))
        .returning('id')
        .executeTakeFirst(),
    );
    if (consumed !== undefined) return;
    const grantId = (await this.find(id))?.grantId;
    if (grantId !== undefined) await this.#revokeGrant(grantId);
    throw new errors.InvalidGrant('already used');
  }

  async destroy(id: string): Promise<void> {
    await whileAvailable(this.#delete().where('id', '=', hashId(id)).execute());
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await whileAvailable(this.#delete().where('grant_id', '=', grantId).execute());
    await whileAvailable(this.sources.accessTokens.revokeGrant(grantId));
  }

  /** Without the grant no token of it can be used, whichever was issued in the same moment. */
  async #revokeGrant(grantId: string): Promise<void> {
    const { database, accessTokens } = this.sources;
    await whileAvailable(
      database.db
        .deleteFrom('provider_models')
        .where(({ or, and, eb }) =>
          or([
            eb('grant_id', '=', grantId),
            and([eb('model', '=', 'Grant'), eb('id', '=', hashId(grantId))]),
          ]),
        )
        .execute(),
    );
    await whileAvailable(accessTokens.revokeGrant(grantId));
  }

  async #select(column: 'id' | 'uid', value: string): Promise<AdapterPayload | undefined> {
    const row = await whileAvailable(
      this.sources.database.db
        .selectFrom('provider_models')
        .select(['payload', mayBeUsed('consumed_at', this.#graceMs).as('usable')])
        .where('model', '=', this.model)
        .where(column, '=', value)
        .where('expires_at', '>', this.sources.nowMs())
        .executeTakeFirst(),
    );
    if (row === undefined) return undefined;
    const payload = row.payload as AdapterPayload;
    return row.usable ? payload : { ...payload, consumed: true };
  }

  /** A code is good once, whatever is declared for refresh tokens. */
  get #graceMs(): number {
    return this.model === 'RefreshToken' ? this.sources.refreshGraceMs : 0;
  }

  #rowsOf(hash: string) {
    const { db } = this.sources.database;
    return db.updateTable('provider_models').where('model', '=', this.model).where('id', '=', hash);
  }

  #delete() {
    return this.sources.database.db.deleteFrom('provider_models').where('model', '=', this.model);
  }
}

function hashId(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}
