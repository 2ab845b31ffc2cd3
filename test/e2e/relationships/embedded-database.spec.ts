import { Kysely, PGliteDialect } from 'kysely';
import { embeddedRelationships } from 'nestjs-zero-trust';
import { createRelationshipTables, sqlTuples, writeTuples } from 'nestjs-zero-trust/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded, type EmbeddedDatabase } from '../../../apps/shared/src/database/embedded.js';

const MODEL = 'model\n  schema 1.1\ntype user\ntype order\n  relations\n    define viewer: [user]\n';
const ALICE = { subject: 'user:alice', relation: 'viewer', object: 'order:1' };

let embedded: EmbeddedDatabase;
let db: Kysely<object>;

beforeAll(async () => {
  embedded = await openEmbedded({ schema: 'public', migrations: {}, inMemory: true });
  db = new Kysely({ dialect: new PGliteDialect({ pglite: embedded.pglite }) });
  await createRelationshipTables(db);
});

afterAll(() => db.destroy());

describe('an engine beside the embedded database', () => {
  it('hears at once of a tuple that the application wrote with its rows', async () => {
    const store = sqlTuples({
      db,
      listen: (channel, notify) => embedded.pglite.listen(channel, notify),
      // Never sooner than a notification.
      pollIntervalMs: 60_000,
      maxStalenessMs: 120_000,
    });
    const engine = await embeddedRelationships({ model: MODEL, store }).create();
    expect(await engine.check(ALICE)).toEqual({ allowed: false });
    await db.transaction().execute((transaction) => writeTuples(transaction, { writes: [ALICE] }));
    await expect.poll(() => engine.check(ALICE), { timeout: 5_000 }).toEqual({ allowed: true });
  });
});
