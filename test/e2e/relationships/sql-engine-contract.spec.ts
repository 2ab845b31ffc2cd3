import { sql } from 'kysely';
import { embeddedRelationships, type RelationshipEngine } from 'nestjs-zero-trust';
import { sqlTuples } from 'nestjs-zero-trust/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relationshipEngineContract } from '../../../libs/zero-trust/src/testing/relationship-engine.contract.js';
import { openTupleDatabase, type TupleDatabase } from './open-tuple-database.js';

let database: TupleDatabase;

beforeAll(async () => {
  database = await openTupleDatabase();
});

afterAll(() => database.close());

async function createEngine(model: string): Promise<RelationshipEngine> {
  await sql`delete from relationship_tuples`.execute(database.db);
  return embeddedRelationships({
    model,
    store: sqlTuples({ db: database.db, timeoutMs: 10_000, pollIntervalMs: 4_000 }),
  }).create();
}

relationshipEngineContract({
  name: 'embedded, with tuples in a database',
  createEngine,
  testApi: { describe, it, expect },
});
