import { Inject, Injectable } from '@nestjs/common';
import { Clock } from 'nestjs-zero-trust';
import { removeTuplesFor, type GraphToken } from '../database/stored-tuples.js';
import { DATABASE, type OrdersDatabase } from '../orders.tokens.js';
import { userSubject } from './user-subject.js';

const BATCH = 50;

/** Removes people, and keeps which of them the authorization server does not know of yet. */
@Injectable()
export class DeletedUsers {
  constructor(
    @Inject(DATABASE) private readonly database: OrdersDatabase,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Removes what this API has of a person: the registration, and everything that the relationship graph grants. Orders are
   * the organization's and stay. It commits as a whole; a second time it does nothing.
   */
  remove(id: string): Promise<GraphToken> {
    return this.database.db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('deleted_users')
        .values({ id, deleted_at: this.#now(), account_closed_at: null })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await transaction.deleteFrom('registrations').where('id', '=', id).execute();
      return removeTuplesFor(transaction, userSubject(id));
    });
  }

  /** Those longest deleted whose accounts are still open. */
  async waiting(): Promise<readonly string[]> {
    const rows = await this.database.db
      .selectFrom('deleted_users')
      .select('id')
      .where('account_closed_at', 'is', null)
      .orderBy('deleted_at')
      .limit(BATCH)
      .execute();
    return rows.map(({ id }) => id);
  }

  /** From now on nobody can sign in as this person. */
  async markClosed(id: string): Promise<void> {
    await this.database.db
      .updateTable('deleted_users')
      .set({ account_closed_at: this.#now() })
      .where('id', '=', id)
      .execute();
  }

  #now(): Date {
    return new Date(this.clock.now());
  }
}
