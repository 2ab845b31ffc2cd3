import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readChanges, readHead, trimChanges } from './change-log.js';
import { ChangeTrimmer } from './change-trimmer.js';
import { createRelationshipTables } from './create-relationship-tables.js';
import { createOutboxTables } from './outbox/create-outbox-tables.js';
import { sqlOutbox } from './outbox/sql-outbox.js';
import { sqlTuples } from './sql-tuples.js';

let db: Kysely<unknown>;
let start: number;

beforeAll(async () => {
  db = new Kysely<unknown>({ dialect: new PGliteDialect({ pglite: await PGlite.create() }) });
  await createRelationshipTables(db);
  await createOutboxTables(db);
});

afterAll(() => db.destroy());

beforeEach(async () => {
  await sql`delete from relationship_cursors`.execute(db);
  await sql`delete from relationship_changes`.execute(db);
  start = (await readHead(db)).seq;
});

/** Changes that happened so many days ago. */
async function log(daysAgo: number, count = 1): Promise<void> {
  await sql`insert into relationship_changes (op, object, relation, subject, at)
    select 'write', 'order:' || id, 'viewer', 'user:anne', now() - ${daysAgo} * interval '1 day'
    from generate_series(1, ${count}) id`.execute(db);
}

async function cursor(name: string): Promise<void> {
  const { seq } = await readHead(db);
  await sql`insert into relationship_cursors (name, seq) values (${name}, ${seq})`.execute(db);
}

async function kept(): Promise<number> {
  return (await readChanges(db, { after: start, limit: 50_000 })).changes.length;
}

function createTrimmer() {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => warnings.push(message) };
  return { warnings, trimmer: new ChangeTrimmer({ db, keepSeconds: 3_600, logger }) };
}

describe('the log of changes beside a reader that does not come back', () => {
  it('is kept for it for days, and no longer than it is declared', async () => {
    await cursor('retired');
    await log(8);
    await log(6);
    await createTrimmer().trimmer.trim();
    expect(await kept()).toBe(1);
  });

  it('is trimmed for the others as soon as it has lost its place', async () => {
    await cursor('retired');
    await log(8);
    await log(6);
    const { trimmer } = createTrimmer();
    await trimmer.trim();
    await trimmer.trim();
    expect(await kept()).toBe(0);
  });

  it('tells of it once, and of nobody who has read everything however long ago', async () => {
    await cursor('openfga:retired');
    await log(2);
    await cursor('spicedb:idle');
    const { trimmer, warnings } = createTrimmer();
    await trimmer.trim();
    await trimmer.trim();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^openfga:retired has not read the log .* for a day/);
  });

  it('is no grounds to miss a change for a reader that comes back late: it fails', async () => {
    const outbox = sqlOutbox({ db, name: 'late' });
    await outbox.undelivered({ limit: 1 });
    await log(8);
    await createTrimmer().trimmer.trim();
    await expect(outbox.undelivered({ limit: 1 })).rejects.toThrow('has lost its place');
    await expect(outbox.lag()).rejects.toThrow('has lost its place');
  });
});

describe('a log of more changes than one turn removes', () => {
  it('says that there are more until there are none', async () => {
    await log(1, 20_500);
    const { trimmer } = createTrimmer();
    expect([await trimmer.trim(), await trimmer.trim(), await trimmer.trim()]).toEqual([true, true, false]);
    expect(await kept()).toBe(0);
  });

  it('is trimmed to its end at once by an instance that follows it', async () => {
    const source = sqlTuples({ db, pollIntervalMs: 50, timeoutMs: 5_000 });
    const store = await source.open({ signal: AbortSignal.timeout(10_000), onLoaded: () => undefined });
    await log(1, 20_500);
    const now = performance.now.bind(performance);
    // A minute later, and not two.
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 61_000);
    await expect.poll(kept, { timeout: 10_000 }).toBe(0);
    later.mockRestore();
    await store.close?.();
  }, 20_000);

  it('is trimmed from its oldest change on', async () => {
    await log(1, 5);
    expect(await trimChanges(db, { keepSeconds: 60, limit: 2 })).toBe(2);
    expect((await readHead(db)).trimmedTo).toBe(start + 2);
  });
});
