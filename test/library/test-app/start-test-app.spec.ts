import { VersioningType } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ZeroTrustModule, type ZeroTrustAsyncOptions, type ZeroTrustOptions } from 'nestjs-zero-trust';
import { startTestApp } from 'nestjs-zero-trust/testing';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, type Platform } from '../support/guarded-app.js';
import {
  AUDIENCE,
  BILLING,
  ISSUER,
  PayoutsController,
  productionOptions,
  ShopModule,
  WAREHOUSE,
} from './shop.app.js';

const READ = { scope: 'orders:read' };
const HOUR_MS = 3_600_000;

describe.each(PLATFORMS)('on %s a test app', (platform) => {
  const adapter = () => adapterOf(platform);

  it('answers as the application does: 200, 401, 403, 404, 400, 405', async () => {
    await using api = await startTestApp(ShopModule.register(), {
      adapter: adapter(),
      tuples: ['user:bob viewer order:1'],
    });
    const bob = api.as('bob', { scope: ['orders:read', 'orders:write'] });
    expect(await bob.get('/orders/1')).toMatchObject({ status: 200, body: { id: '1' } });
    expect(await api.anonymous().get('/orders/1')).toMatchObject({ status: 401 });
    expect(await api.as('bob').get('/orders/1')).toMatchObject({
      status: 403,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: { code: 'ZT_SCOPE_MISSING' },
    });
    expect(await api.as('carol', READ).get('/orders/1')).toMatchObject({ status: 404 });
    expect(await bob.patch('/orders/1', { quantity: 3 })).toMatchObject({
      status: 200,
      body: { quantity: 3 },
    });
    expect(await bob.patch('/orders/1', { quantity: 'three' })).toMatchObject({ status: 400 });
    expect(await bob.patch('/orders/1', '{"quantity":')).toMatchObject({ status: 400 });
    expect(await bob.delete('/orders/1')).toMatchObject({ status: 405 });
  });

  it('has the audit record of an answer when it has the answer', async () => {
    await using api = await startTestApp(ShopModule.register(), { adapter: adapter() });
    for (let count = 1; count <= 20; count += 1) {
      await api.as('bob', READ).get('/orders/caller');
      expect(api.audit.records.length).toBe(count);
    }
    const codes = ['/orders/1', '/nowhere'].map(async (path) => api.anonymous().get(path));
    await Promise.all(codes);
    expect(api.audit.records.length).toBe(22);
  });

  it('refuses a bound token without the proof, and takes it with the proof or the certificate', async () => {
    await using api = await startTestApp(ShopModule.register({ controllers: [PayoutsController] }), {
      adapter: adapter(),
      options: withCertificates,
      now: '2031-01-01T00:00:00Z',
    });
    const paths = async (caller: ReturnType<typeof api.as>) => (await caller.get('/orders/bound?x=1')).status;
    expect(await paths(api.as('bob', READ))).toBe(401);
    expect(await paths(api.as('bob', { ...READ, dpop: true }))).toBe(200);
    expect(await paths(api.as('bob', { ...READ, certificate: { commonName: 'bob' } }))).toBe(200);
    const service = await api.service(BILLING).post('/payouts');
    expect(service).toMatchObject({ status: 201, body: { paid: true } });
    expect((await api.service('spiffe://example.org/other').post('/payouts')).status).toBe(401);
    expect(api.audit.records.length).toBe(5);
  });

  it('proves for the public origin, and with the nonce that it is asked for', async () => {
    await using api = await startTestApp(ShopModule.register(), {
      adapter: adapter(),
      options: ({ identity }) => ({
        identity: { ...identity, dpop: { requireNonce: true } },
        publicOrigin: 'https://api.example.com',
      }),
    });
    const bob = api.as('bob', { ...READ, dpop: true });
    expect((await bob.get('/orders/bound')).status).toBe(200);
    expect((await bob.get('/orders/bound')).status).toBe(200);
    expect(api.audit.records.map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  it('is set up as main.ts does it', async () => {
    await using api = await startTestApp(ShopModule.register(), {
      adapter: adapter(),
      configure: (app) => {
        app.setGlobalPrefix('api');
        app.enableVersioning({ type: VersioningType.URI, defaultVersion: '2' });
      },
    });
    expect((await api.anonymous().get('/api/v2/orders/warehouse')).status).toBe(200);
    expect((await api.anonymous().get('/orders/warehouse')).status).toBe(404);
  });
});

describe('a test app', () => {
  it('leaves the names of issuer and audience as they are', async () => {
    await using api = await startTestApp(ShopModule.register());
    const { body } = await api.as('bob', { ...READ, roles: ['admin'] }).get('/orders/caller');
    const graphSubject = 'user:bob';
    expect(body).toEqual({
      issuer: ISSUER,
      subject: 'bob',
      graphSubject,
      scopes: ['orders:read'],
      roles: ['admin'],
    });
    expect([api.issuer.issuer, api.issuer.audience]).toEqual([ISSUER, AUDIENCE]);
    expect(api.issuer.fetches.jwks).toBeGreaterThan(0);
  });

  it('stands still until its clock is moved, and callers go on with new tokens', async () => {
    await using api = await startTestApp(ShopModule.register(), { now: '2030-01-01T00:00:00Z' });
    const bob = api.as('bob', READ);
    const headers = { authorization: `Bearer ${api.issuer.token({ sub: 'bob', scope: 'orders:read' })}` };
    const statuses = async () => [
      (await bob.get('/orders/caller')).status,
      (await api.anonymous().get('/orders/caller', { headers })).status,
    ];
    expect(await statuses()).toEqual([200, 200]);
    expect(api.audit.records[0]?.time).toBe('2030-01-01T00:00:00.000Z');
    api.clock.advance(HOUR_MS);
    expect(await statuses()).toEqual([200, 401]);
    api.clock.set('2030-01-01T00:00:00Z');
    expect(await statuses()).toEqual([200, 200]);
  });

  it('knows exactly the relationships that it is told', async () => {
    await using api = await startTestApp(ShopModule.register(), {
      tuples: `
        # Bob may change it, and so see it.
        user:bob editor order:1
        order:2#viewer@user:bob
      `,
    });
    const may = async (subject: string, id: string) =>
      (await api.as(subject, READ).get(`/orders/${id}`)).status;
    expect([await may('bob', '1'), await may('bob', '2'), await may('seeded', '1')]).toEqual([200, 200, 404]);
    await api.unrelate('user:bob editor order:1');
    await api.relate([
      'user:carol viewer order:1',
      { subject: 'user:dan', relation: 'viewer', object: 'order:1' },
    ]);
    expect([await may('bob', '1'), await may('carol', '1'), await may('dan', '1')]).toEqual([404, 200, 200]);
  });

  it('replaces options of the application, which a function is told', async () => {
    const options = ({ identity }: ZeroTrustOptions) => ({
      identity: { ...identity, senderConstrained: true },
    });
    await using api = await startTestApp(ShopModule.register(), { options });
    expect((await api.as('bob', READ).get('/orders/caller')).status).toBe(401);
    expect((await api.as('bob', { ...READ, dpop: true }).get('/orders/caller')).status).toBe(200);
    await using small = await startTestApp(ShopModule.register(), { options: { maxBodyBytes: 10 } });
    const patched = await small.as('bob', { scope: 'orders:write' }).patch('/orders/1', { quantity: 12_345 });
    expect(patched.status).toBe(413);
  });

  it('replaces providers', async () => {
    await using api = await startTestApp(ShopModule.register(), {
      overrides: (builder) => builder.overrideProvider(WAREHOUSE).useValue('a fake'),
    });
    expect((await api.anonymous().get('/orders/warehouse')).body).toBe('a fake');
  });

  it.each<[string, ZeroTrustAsyncOptions]>([
    ['a factory', { useFactory: async () => productionOptions() }],
    [
      'a class',
      {
        useClass: class {
          createZeroTrustOptions = productionOptions;
        },
      },
    ],
  ])('starts an application that makes its options by %s', async (_way, options) => {
    const module = ShopModule.register({ zeroTrust: ZeroTrustModule.forRootAsync(options) });
    await using api = await startTestApp(module, { tuples: 'user:bob viewer order:1' });
    expect((await api.as('bob', READ).get('/orders/1')).status).toBe(200);
  });

  it('has an issuer for each that the application trusts', async () => {
    const partner = 'https://partner.example.com';
    await using api = await startTestApp(ShopModule.register(), {
      options: ({ identity }) => ({
        identity: {
          issuers: [
            ...identity.issuers,
            { issuer: partner, audience: AUDIENCE, subjectType: 'partner', algorithms: ['EdDSA'] },
          ],
        },
      }),
    });
    const { body } = await api.as('bob', { ...READ, issuer: partner }).get('/orders/caller');
    expect(body).toMatchObject({ issuer: partner, graphSubject: 'partner:bob' });
  });

  it('asks an in-process issuer about opaque tokens', async () => {
    const introspection = { endpoint: `${ISSUER}/introspect`, clientId: 'orders', clientSecret: 'secret' };
    await using api = await startTestApp(ShopModule.register(), {
      options: ({ identity }) => ({
        identity: { issuers: identity.issuers.map((issuer) => ({ ...issuer, introspection })) },
      }),
    });
    const authorization = `Bearer ${api.issuer.opaqueToken({ sub: 'bob', scope: 'orders:read' })}`;
    const answer = await api.anonymous().get('/orders/caller', { headers: { authorization } });
    expect(answer).toMatchObject({ status: 200, body: { subject: 'bob' } });
    expect(api.issuer.introspections.length).toBe(1);
  });
});

function withCertificates({ identity }: ZeroTrustOptions): Partial<ZeroTrustOptions> {
  const services = { [BILLING]: { subject: 'billing', scopes: ['orders:read'] } };
  const listener = { port: 8_443, certFile: '/absent/server.pem', keyFile: '/absent/server.key' };
  return { identity: { ...identity, certificates: { caFiles: ['/absent/ca.pem'], services, listener } } };
}

function adapterOf(platform: Platform): AbstractHttpAdapter {
  return platform === 'fastify' ? new FastifyAdapter({ forceCloseConnections: true }) : new ExpressAdapter();
}
