import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { embeddedRelationships, MemoryStandingStore, MemoryStateStore } from 'nestjs-zero-trust';
import {
  auditSinkContract,
  frozenClock,
  memoryAuditSink,
  relationshipEngineContract,
  standingStoreContract,
  startTestApp,
  stateStoreContract,
  type TestApp,
} from 'nestjs-zero-trust/testing';
import { AppModule } from './orders.app.js';

const testApi = { describe, it, expect };

describe('an application under jest', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp(AppModule, { tuples: 'user:bob viewer order:1' });
  });

  afterAll(() => api.close());

  it('answers who may, and refuses who may not', async () => {
    const options = { scope: 'orders:read' };
    expect(await api.as('bob', options).get('/orders/1')).toMatchObject({ status: 200, body: 'order 1' });
    expect(await api.as('carol', options).get('/orders/1')).toMatchObject({
      status: 403,
      body: { code: 'ZT_RELATION_MISSING' },
    });
    expect(await api.as('bob', { ...options, dpop: true }).get('/orders/1')).toMatchObject({ status: 200 });
    expect(await api.anonymous().get('/orders/1')).toMatchObject({ status: 401 });
    expect(api.audit.records.map(({ status }) => status)).toEqual([200, 403, 200, 401]);
  });
});

relationshipEngineContract({
  name: 'embeddedRelationships',
  createEngine: async (model) => embeddedRelationships({ model }).create(),
  testApi,
});

auditSinkContract({
  name: 'memoryAuditSink',
  createSink: async () => {
    const sink = memoryAuditSink();
    return { sink, kept: async () => sink.records };
  },
  testApi,
});

stateStoreContract({
  name: 'MemoryStateStore',
  createStore: async () => {
    const clock = frozenClock();
    return { store: new MemoryStateStore({ clock }), advance: async (ms) => clock.advance(ms) };
  },
  testApi,
});

standingStoreContract({
  name: 'MemoryStandingStore',
  createStore: async () => {
    const clock = frozenClock();
    return { store: new MemoryStandingStore({ clock }), advance: async (ms) => clock.advance(ms) };
  },
  testApi,
});
