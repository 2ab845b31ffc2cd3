import { findDemoIdentity } from '@sample/shared';
import { badCredentials } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from '../support/caller.js';
import { demoTokenRequest } from '../support/demo-token.js';
import type { Answer } from '../support/http-client.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { GUARDED_ROUTES, NEW_ORDER, type GuardedRoute } from './routes.js';

/** What the library calls the credentials that each route is tried with one by one. */
const NAMED_CREDENTIALS = {
  'no token': 'no Authorization header',
  'an expired token': 'an expired token',
  'a token for another audience': 'another audience',
  'a token of another issuer': 'another issuer',
  'an ID token instead of an access token': 'the typ of an ID token',
  'a token whose payload was changed': 'a payload with another subject',
  'a token signed by HS256 with the public key': 'HS256 signed with the public key as PEM',
  'a token with alg none': 'alg none with an empty signature',
} as const;

let server: OrdersServer;
let untouched: unknown;

beforeAll(async () => {
  server = await startOrdersServer();
  untouched = (await server.as('alice').get('/v2/orders/12345')).body;
});

afterAll(() => server.stop());

const call = (caller: Caller, route: GuardedRoute, orderId = '12345'): Promise<Answer> =>
  caller.sendJson({ method: route.method, path: route.path(orderId), body: route.body });

const credentials = (who: string): ReturnType<typeof badCredentials> =>
  badCredentials(server.issuer, demoTokenRequest(server.issuer, who));

const withCredential = (authorization: readonly string[]): Caller =>
  new Caller({ address: server.address, authorization });

describe.each(GUARDED_ROUTES)('$name', (route) => {
  it.each(Object.entries(NAMED_CREDENTIALS))('refuses %s', async (_, name) => {
    const credential = credentials(route.allowed.who).find((candidate) => candidate.name === name);
    const answer = await call(withCredential(credential?.authorization ?? ['missing case']), route);
    expect(answer).toMatchObject({ status: 401, body: { code: credential?.code } });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('refuses every other credential that is not acceptable', async () => {
    const accepted: string[] = [];
    for (const { name, authorization, code } of credentials(route.allowed.who)) {
      const caller = withCredential(authorization).from(`192.0.2.${GUARDED_ROUTES.indexOf(route) + 1}`);
      const { status, body } = await call(caller, route);
      if (status !== 401 || body['code'] !== code) accepted.push(`${name}: ${status}`);
    }
    expect(accepted).toEqual([]);
  });

  it(`refuses a token with every scope but ${route.scope}`, async () => {
    const scopes = findDemoIdentity(route.allowed.who)?.scopes ?? [];
    const scope = scopes.filter((candidate) => candidate !== route.scope).join(' ');
    const answer = await call(server.as(route.allowed.who, { scope }), route);
    expect(answer).toMatchObject({ status: 403, body: { code: 'ZT_SCOPE_MISSING' } });
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer error="insufficient_scope", scope="${route.scope}", ` +
        `resource_metadata="${server.address}/.well-known/oauth-protected-resource"`,
    );
  });

  it('lets the right caller pass', async () => {
    const created = await server.as('alice').post('/v2/orders', NEW_ORDER);
    const answer = await call(server.as(route.allowed.who), route, String(created.body['id']));
    expect(answer.status).toBe(route.allowed.status);
  });
});

describe.each(GUARDED_ROUTES.filter(({ otherTenant }) => otherTenant !== undefined))('$name', (route) => {
  it('refuses a caller of another organization', async () => {
    const answer = await call(server.as('carol'), route);
    expect(answer).toMatchObject({
      status: route.otherTenant?.status,
      body: { code: route.otherTenant?.code },
    });
  });

  it('refuses a caller of no organization', async () => {
    const answer = await call(server.as('erin', { scope: route.scope }), route);
    expect(answer).toMatchObject({
      status: route.otherTenant?.status,
      body: { code: route.otherTenant?.code },
    });
  });
});

describe.each(GUARDED_ROUTES.filter(({ needsEditor }) => needsEditor))('$name', (route) => {
  it('refuses a viewer who is no editor, even the creator, with 403 because the order is no secret', async () => {
    const answer = await call(server.as('bob'), route);
    expect(answer).toMatchObject({ status: 403, body: { code: 'ZT_RELATION_MISSING' } });
  });
});

describe('what was refused', () => {
  it('has changed nothing', async () => {
    expect((await server.as('alice').get('/v2/orders/12345')).body).toEqual(untouched);
  });
});
