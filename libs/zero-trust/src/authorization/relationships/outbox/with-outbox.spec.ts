import { describe, expect, it } from 'vitest';
import { openfga } from '../../../adapters/openfga/openfga.js';
import { spicedb } from '../../../adapters/spicedb/spicedb.js';
import { systemClock } from '../../../kernel/clock.port.js';
import { embeddedRelationships } from '../embedded/embedded-relationships.js';
import type { RelationshipsOption } from '../relationships-option.js';
import { MemoryOutbox } from './memory-outbox.js';
import { withOutbox } from './with-outbox.js';

const model = `model
  schema 1.1
type user
type order
  relations
    define creator: [user]
`;
const fga = { apiUrl: 'http://127.0.0.1:1', model };
const spice = { endpoint: '127.0.0.1:1', token: 'secret', model };

function behind(engine: RelationshipsOption, outbox = new MemoryOutbox(systemClock)): RelationshipsOption {
  return withOutbox({ engine, model, ledger: outbox, outbox, loadTimeoutSeconds: 1 });
}

describe('withOutbox', () => {
  it.each([
    ['a memory of decisions', () => openfga({ ...fga, decisionCacheSeconds: 2 }), 'decisionCacheSeconds'],
    ['caches of OpenFGA', () => openfga({ ...fga, consistency: 'minimize_latency' }), 'consistency'],
    ['older states of SpiceDB', () => spicedb({ ...spice, consistency: 'minimize_latency' }), 'consistency'],
  ])('refuses an engine that could grant by %s what was revoked and delivered', (_, engine, option) => {
    expect(() => behind(engine())).toThrow(
      `may answer from before a delivered revocation, by its "${option}"`,
    );
  });

  it('takes the engines as they are unless told otherwise', () => {
    expect([behind(openfga(fga)).kind, behind(spicedb(spice)).kind]).toEqual(['openfga', 'spicedb']);
  });

  it('closes both engines when it cannot start', async () => {
    const closed: string[] = [];
    const engine: RelationshipsOption = {
      kind: 'watched',
      create: async () =>
        Object.assign(await embeddedRelationships({ model }).create(), {
          onApplicationShutdown: () => closed.push('closed'),
        }),
    };
    const outbox = new MemoryOutbox(systemClock);
    outbox.undelivered = () => {
      throw new Error('no such table');
    };
    await expect(behind(engine, outbox).create()).rejects.toMatchObject({
      code: 'ZT_DEPENDENCY_UNAVAILABLE',
    });
    expect(closed).toHaveLength(2);
  });
});
