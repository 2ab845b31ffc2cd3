import { randomUUID } from 'node:crypto';
import { spicedb } from 'nestjs-zero-trust/spicedb';
import type { RelationshipsOption } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { MODEL, TUPLES } from '../../library/support/model.js';
import { engineFaults } from '../support/engine-faults.js';
import { serverVariable } from '../support/server-url.js';
import { CONDITIONAL, FAULTS, send } from './faults.js';
import { FaultyGrpcProxy } from './faulty-grpc-proxy.js';

function startProxy(): Promise<FaultyGrpcProxy> {
  return FaultyGrpcProxy.start(serverVariable('SPICEDB_TESTING_ENDPOINT'));
}

function through(proxy: FaultyGrpcProxy, patience: object = {}): RelationshipsOption {
  return spicedb({
    ...patience,
    endpoint: proxy.endpoint,
    token: randomUUID(),
    model: MODEL,
    tuples: TUPLES,
  });
}

engineFaults({
  server: 'SpiceDB',
  faults: FAULTS,
  startProxy,
  relationships: through,
  heal: async (proxy) => {
    proxy.fault = undefined;
    await proxy.revive();
  },
  asked: (proxy) => proxy.calls,
});

describe('when SpiceDB answers that it depends', () => {
  it('lets nobody in', async () => {
    await using proxy = await startProxy();
    const engine = await through(proxy).create();
    proxy.fault = (stream) => send(stream, CONDITIONAL, 0);
    const question = { subject: 'user:alice', relation: 'viewer', object: 'order:1' };
    await expect(engine.check(question)).rejects.toMatchObject({ reason: 'condition_undecided' });
  });
});
