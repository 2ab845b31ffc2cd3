import type { LoggerService } from '@nestjs/common';
import { sql } from 'kysely';
import { KEEP_UNREAD_SECONDS, trimChanges } from './change-log.js';
import type { RelationshipExecutor } from './relationship-database.js';

/** What a trimmer works with. */
export interface ChangeTrimmerParts {
  readonly db: RelationshipExecutor;
  /** How long changes stay at least. */
  readonly keepSeconds: number;
  readonly logger: Pick<LoggerService, 'warn'>;
}

/** Changes that one turn removes, so that none takes long. */
const BATCH = 10_000;
/** Who has not read a change for so long is reported, well before the change is forgotten unread. */
const REPORT_AFTER_SECONDS = 86_400;

/** Keeps the log of changes short, and tells of readers that keep it long. */
export class ChangeTrimmer {
  #reported: ReadonlySet<string> = new Set();

  constructor(private readonly parts: ChangeTrimmerParts) {}

  /** Forgets one batch of old changes. @returns whether there may be more of them */
  async trim(): Promise<boolean> {
    const { db, keepSeconds } = this.parts;
    const trimmed = await trimChanges(db, { keepSeconds, limit: BATCH });
    if (trimmed === BATCH) return true;
    await this.#reportLaggards();
    return false;
  }

  /** Each once, until it has caught up. */
  async #reportLaggards(): Promise<void> {
    const laggards = await findLaggards(this.parts.db);
    for (const name of laggards) if (!this.#reported.has(name)) this.#report(name);
    this.#reported = laggards;
  }

  #report(name: string): void {
    this.parts.logger.warn(
      `${name} has not read the log of relationship changes for ${days(REPORT_AFTER_SECONDS)}, which is kept for it for ` +
        `${days(KEEP_UNREAD_SECONDS)}. Start what reads it, or delete its row in relationship_cursors if nothing does.`,
    );
  }
}

/** Readers whose next change is old; those that have lost their place already hold nothing up. */
async function findLaggards(db: RelationshipExecutor): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ readonly name: string }>`
    select name from relationship_cursors cursor
    cross join lateral (
      select at from relationship_changes where seq > cursor.seq order by seq limit 1) unread
    where unread.at < now() - ${REPORT_AFTER_SECONDS}::float8 * interval '1 second'
      and cursor.seq >= (select trimmed_to from relationship_log)`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

function days(seconds: number): string {
  const count = Math.round(seconds / 86_400);
  return count === 1 ? 'a day' : `${count} days`;
}
