import { Logger } from '@nestjs/common';
import { sql } from 'kysely';
import {
  OutboxClaimLostError,
  type Outbox,
  type OutboxClaim,
  type OutboxClaimRequest,
  type OutboxLag,
  type OutboxSettlement,
  type Undelivered,
  type UndeliveredRequest,
} from '../../../authorization/relationships/outbox/outbox.port.js';
import { RelationshipError } from '../../../authorization/relationships/relationship-error.js';
import type { Tuple } from '../../../authorization/relationships/tuple.js';
import type { RelationshipDatabase, RelationshipExecutor } from '../relationship-database.js';
import { ChangeTrimmer } from '../change-trimmer.js';
import { rowsOf } from '../tuple-rows.js';
import { lostPlace, placeOf, readLag } from './outbox-place.js';
import { entryRows } from './outbox-rows.js';
import { isNamedBy, toUndelivered, type UndeliveredRow } from './undelivered-rows.js';

/** Options of {@link sqlOutbox}. */
export interface SqlOutboxOptions {
  /** Kysely on PostgreSQL or PGlite, with the tables of `createRelationshipTables()` and `createOutboxTables()`. */
  readonly db: RelationshipDatabase;
  /** Names the engine that is delivered to, such as `openfga:01J…`: a new name is given every stored tuple first. */
  readonly name: string;
  /** How long changes stay in the log at least, for instances that follow it. @defaultValue 3,600 */
  readonly keepChangesSeconds?: number;
}

const KEEP_CHANGES_SECONDS = 3_600;

/**
 * The log of changes beside the application's rows, as the outbox of one engine.
 *
 * @throws {RelationshipError} `invalid_configuration`
 */
export function sqlOutbox(options: SqlOutboxOptions): Outbox {
  const { name, keepChangesSeconds = KEEP_CHANGES_SECONDS } = options;
  if (typeof name !== 'string' || !NAME.test(name))
    throw new RelationshipError(
      'invalid_configuration',
      'sqlOutbox(): "name" must be 1 to 200 visible characters',
    );
  if (!Number.isSafeInteger(keepChangesSeconds) || keepChangesSeconds < 1)
    throw new RelationshipError(
      'invalid_configuration',
      'sqlOutbox(): "keepChangesSeconds" must be a whole number of at least 1',
    );
  return new SqlOutbox({ ...options, keepChangesSeconds });
}

const NAME = /^[\x21-\x7e]{1,200}$/u;

class SqlOutbox implements Outbox {
  #isRegistered = false;

  readonly #trimmer: ChangeTrimmer;
  private readonly db: RelationshipDatabase;
  private readonly name: string;

  constructor({ db, name, keepChangesSeconds }: Required<SqlOutboxOptions>) {
    this.db = db;
    this.name = name;
    const logger = new Logger('ZeroTrust');
    this.#trimmer = new ChangeTrimmer({ db, keepSeconds: keepChangesSeconds, logger });
  }

  async undelivered({ limit, about }: UndeliveredRequest): Promise<Undelivered> {
    await this.#register();
    const isAbout = about === undefined ? sql`true` : isNamedBy(about);
    // One statement, so that no entry is missed on its way from one list to the other. Without a place there is no row.
    const { rows } = await sql<UndeliveredRow>`
      select entry.* from (${placeOf(this.name)}) cursor
      left join lateral (
        (select 'parked' as list, seq, op, object, relation, subject, condition, at
          from relationship_outbox_parked entries where outbox = ${this.name} and ${isAbout} order by seq limit ${limit + 1})
        union all
        (select 'fresh' as list, seq, op, object, relation, subject, condition, at
          from relationship_changes entries where seq > cursor.seq and ${isAbout} order by seq limit ${limit + 1})
      ) entry on true`.execute(this.db);
    if (rows.length === 0) throw lostPlace(this.name);
    return toUndelivered(rows, limit);
  }

  async claim({ holder, leaseMs }: OutboxClaimRequest): Promise<OutboxClaim | undefined> {
    await this.#register();
    const { rows } = await sql<{ readonly fence: number | string }>`
      update relationship_outboxes set
        fence = case when holder = ${holder} then fence else fence + 1 end,
        holder = ${holder},
        lease_until = clock_timestamp() + ${leaseMs}::float8 * interval '1 millisecond'
      where name = ${this.name} and (holder = ${holder} or lease_until <= clock_timestamp())
      returning fence`.execute(this.db);
    const [held] = rows;
    return held && { holder, fence: Number(held.fence) };
  }

  async release({ fence }: OutboxClaim): Promise<void> {
    await sql`update relationship_outboxes set lease_until = '-infinity'
      where name = ${this.name} and fence = ${fence}`.execute(this.db);
  }

  async settle(
    { fence }: OutboxClaim,
    { position = 0, park = [], unpark = [] }: OutboxSettlement,
  ): Promise<void> {
    const { rows } = await sql`
      with held as (
        select name from relationship_outboxes where name = ${this.name} and fence = ${fence} for update),
      parked as (
        insert into relationship_outbox_parked (outbox, seq, op, object, relation, subject, condition, at)
        select held.name, given.* from held, ${entryRows(park)} on conflict do nothing),
      unparked as (
        delete from relationship_outbox_parked using held
        where outbox = held.name and seq = any(${unpark.map(({ seq }) => seq)}::int8[])),
      moved as (
        update relationship_cursors cursor set seq = greatest(cursor.seq, ${position}), updated_at = now()
        from held where cursor.name = held.name)
      select from held`.execute(this.db);
    if (rows.length === 0) throw new OutboxClaimLostError();
  }

  touch(tuples: readonly Tuple[]): Promise<void> {
    return this.db.transaction().execute(async (transaction) => {
      // In a statement of its own: the next one sees what was committed while this one waited.
      await sql`select relationship_lock()`.execute(transaction);
      await sql`
        insert into relationship_changes (op, object, relation, subject, condition)
        select case when stored.object is null then 'delete' else 'write' end,
          given.object, given.relation, given.subject, stored.condition
        from ${rowsOf(tuples)} left join relationship_tuples stored
          on (stored.object, stored.relation, stored.subject) = (given.object, given.relation, given.subject)`.execute(
        transaction,
      );
    });
  }

  async lag(): Promise<OutboxLag> {
    await this.#register();
    return readLag(this.db, this.name);
  }

  trim(): Promise<boolean> {
    return this.#trimmer.trim();
  }

  /** A name that is new has everything in line that is stored now; from here on the log is kept for it. */
  async #register(): Promise<void> {
    if (this.#isRegistered) return;
    if (!(await this.#isKnown()))
      await this.db.transaction().execute((transaction) => this.#enrol(transaction));
    this.#isRegistered = true;
  }

  async #isKnown(): Promise<boolean> {
    const { rows } = await sql`
      select from relationship_cursors join relationship_outboxes using (name) where name = ${this.name}`.execute(
      this.db,
    );
    return rows.length > 0;
  }

  async #enrol(transaction: RelationshipExecutor): Promise<void> {
    await sql`select relationship_lock()`.execute(transaction);
    await sql`insert into relationship_outboxes (name) values (${this.name}) on conflict do nothing`.execute(
      transaction,
    );
    const { rows } = await sql`
      insert into relationship_cursors (name, seq)
      select ${this.name}, greatest(trimmed_to, (select max(seq) from relationship_changes)) from relationship_log
      on conflict do nothing returning name`.execute(transaction);
    if (rows.length === 0) return;
    await sql`
      insert into relationship_changes (op, object, relation, subject, condition)
      select 'write', object, relation, subject, condition from relationship_tuples
      order by object, relation, subject`.execute(transaction);
  }
}
