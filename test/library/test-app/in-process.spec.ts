import {
  embeddedRelationships,
  ZeroTrustModule,
  type AuditSink,
  type RelationshipsOption,
  type StandingStore,
  type StateStore,
  type ZeroTrustOptions,
} from 'nestjs-zero-trust';
import { openfga } from 'nestjs-zero-trust/openfga';
import { spicedb } from 'nestjs-zero-trust/spicedb';
import { startTestApp } from 'nestjs-zero-trust/testing';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { expect, it, vi } from 'vitest';
import { MODEL, productionOptions, ShopModule } from './shop.app.js';

const READ = { scope: 'orders:read' };

/** Whoever reaches for it finds nobody there. */
function unreachable(...methods: readonly string[]): unknown {
  return Object.fromEntries(
    methods.map((method) => [
      method,
      () => {
        throw new Error(`${method}() went out of this process`);
      },
    ]),
  );
}

function servers(): Partial<ZeroTrustOptions> {
  return {
    audit: { sink: unreachable('write', 'fault', 'flush', 'close') as AuditSink },
    state: {
      store: unreachable('get', 'set', 'setIfAbsent', 'increment', 'delete') as StateStore,
    },
    limits: { tiers: { standard: 2 }, storage: unreachable('increment') as ThrottlerStorage },
    standing: { store: unreachable('append', 'readAfter', 'write', 'read', 'head') as StandingStore },
  };
}

function shopWith(options: Partial<ZeroTrustOptions>) {
  return ShopModule.register({ zeroTrust: ZeroTrustModule.forRoot({ ...productionOptions(), ...options }) });
}

it('asks no store of the application, but keeps what else it says of them', async () => {
  await using api = await startTestApp(shopWith(servers()));
  const bob = api.as('bob', { ...READ, dpop: true, tier: 'standard' });
  const statuses = [];
  for (let count = 0; count < 3; count += 1) statuses.push((await bob.get('/orders/caller')).status);
  expect(statuses).toEqual([200, 200, 429]);
  expect(api.audit.records.length).toBe(3);
});

it.each<[string, RelationshipsOption]>([
  ['OpenFGA', openfga({ apiUrl: 'https://fga.invalid', model: MODEL })],
  ['SpiceDB', spicedb({ endpoint: 'spicedb.invalid:443', token: 'secret', model: MODEL })],
])('evaluates the model of %s in this process', async (_server, relationships) => {
  await using api = await startTestApp(shopWith({ relationships }), { tuples: 'user:bob editor order:1' });
  expect((await api.as('bob', READ).get('/orders/1')).status).toBe(200);
  expect((await api.as('carol', READ).get('/orders/1')).status).toBe(404);
});

it('leaves tuples of the application where they are', async () => {
  const seed = vi.fn<() => Promise<string[]>>(async () => ['order:1#viewer@user:seeded']);
  const relationships = embeddedRelationships({ model: MODEL, tuples: seed });
  await using api = await startTestApp(shopWith({ relationships }));
  expect((await api.as('seeded', READ).get('/orders/1')).status).toBe(404);
  expect(seed).not.toHaveBeenCalled();
});

it('uses an engine of one’s own as it is, and the own one where a test asks for it', async () => {
  const own = embeddedRelationships({ model: MODEL, tuples: ['order:1#viewer@user:seeded'] });
  const relationships = { kind: 'own', create: () => own.create() };
  for (const [app, options] of [
    [shopWith({ relationships }), {}],
    [shopWith({}), { options: (given: ZeroTrustOptions) => ({ relationships: given.relationships }) }],
  ] as const) {
    await using api = await startTestApp(app, { ...options, tuples: 'user:bob viewer order:1' });
    expect((await api.as('seeded', READ).get('/orders/1')).status).toBe(200);
    expect((await api.as('bob', READ).get('/orders/1')).status).toBe(200);
  }
});
