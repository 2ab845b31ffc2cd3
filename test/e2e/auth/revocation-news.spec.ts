import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { demoPassword } from '@sample/shared';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientAssertion, getJson, login, refresh, requestToken } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';
import { postForm } from './browser.js';

interface News {
  readonly path: string | undefined;
  readonly authorization: string;
  readonly body: unknown;
  readonly at: number;
}

/** Stands for an API; answers as it is told. */
class FakeApi {
  status = 204;
  readonly news: News[] = [];
  readonly server: Server = createServer((request, response) => {
    void this.#take(request, response);
  });

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const authorization = String(request.headers.authorization);
    this.news.push({ path: request.url, authorization, body: await json(request), at: Date.now() });
    response.writeHead(this.status).end();
  }

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

describe('the APIs hear of revoked tokens', () => {
  const apis = [new FakeApi(), new FakeApi()] as const;
  let server: AuthServer;

  beforeAll(async () => {
    server = await startAuthServer();
    await server.restart({ apiUrls: [await apis[0].start(), await apis[1].start()] });
  });

  beforeEach(() => {
    for (const api of apis) {
      api.news.length = 0;
      api.status = 204;
    }
  });

  afterAll(async () => {
    await server.stop();
    for (const api of apis) api.server.close();
  });

  const signIn = async () =>
    (await login(server, { email: 'bob@example.com', password: demoPassword('bob') })).body;
  const revoke = async (token: unknown): Promise<void> => {
    const { status } = await postForm(server, '/revoke', { token: String(token), client_id: 'first-party' });
    expect(status).toBe(200);
  };
  const idsAt = (api: FakeApi): unknown[] =>
    api.news.map(({ body }) => (body as { tokenId: string }).tokenId);

  it('all of them, within a second, by a call that only this server can make', async () => {
    const { access_token } = await signIn();
    const { jti, exp } = decodeJwt(String(access_token));
    const revokedAt = Date.now();
    await revoke(access_token);
    for (const api of apis) await expect.poll(() => idsAt(api)).toEqual([jti]);
    const [news] = apis[0].news;
    expect(Number(news?.at) - revokedAt).toBeLessThan(1_000);
    expect(news).toMatchObject({
      path: '/zero-trust/tokens/revocations',
      body: { issuer: server.issuer, tokenId: jti, expiresAt: exp },
    });
    const jwks = createLocalJWKSet((await getJson(server, '/jwks')).body as unknown as JSONWebKeySet);
    const { payload } = await jwtVerify(String(news?.authorization.slice('Bearer '.length)), jwks, {
      issuer: server.issuer,
      audience: 'https://api.orders.example',
    });
    expect(payload).toMatchObject({ sub: 'service-account-authorization-server', scope: 'security:admin' });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(60);
  });

  it('of every token of a session whose refresh token was stolen', async () => {
    const first = await signIn();
    const second = (await refresh(server, first['refresh_token'])).body;
    await refresh(server, first['refresh_token']);
    const ids = [first, second].map(({ access_token }) => decodeJwt(String(access_token)).jti);
    await expect.poll(() => new Set(idsAt(apis[0]))).toEqual(new Set(ids));
  });

  it('one of them at once while the other is down, whatever else that one has missed', async () => {
    apis[1].status = 503;
    const missed = await Promise.all(
      Array.from({ length: 60 }, async () => (await requestToken(server)).body),
    );
    const assertion = async () => ({
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await clientAssertion(server),
    });
    const idOf = (body: Readonly<Record<string, unknown>>): unknown =>
      decodeJwt(String(body['access_token'])).jti;
    for (const { access_token } of missed)
      await postForm(server, '/revoke', { token: String(access_token), ...(await assertion()) });
    const last = await signIn();
    await revoke(last['access_token']);
    await expect.poll(() => idsAt(apis[0]), { timeout: 1_000 }).toContain(idOf(last));
    const ids = [...missed, last].map(idOf);
    expect(new Set(idsAt(apis[0]))).toEqual(new Set(ids));
    expect(idsAt(apis[0])).toHaveLength(ids.length);
    apis[1].status = 204;
    await expect.poll(() => new Set(idsAt(apis[1])), { timeout: 5_000 }).toEqual(new Set(ids));
  });

  it('again and again until they take it, also after a restart', async () => {
    apis[1].status = 503;
    const { access_token } = await signIn();
    const { jti } = decodeJwt(String(access_token));
    await revoke(access_token);
    await expect.poll(() => idsAt(apis[1]).length, { timeout: 5_000 }).toBeGreaterThan(1);
    apis[1].status = 204;
    apis[1].news.length = 0;
    await server.restart({
      apiUrls: apis.map(({ server: api }) => `http://127.0.0.1:${(api.address() as AddressInfo).port}`),
    });
    await expect.poll(() => idsAt(apis[1]), { timeout: 5_000 }).toEqual([jti]);
    const unannounced = server.database.db
      .selectFrom('access_tokens')
      .select('jti')
      .where('revoked_at', 'is not', null)
      .where('announced_at', 'is', null);
    await expect.poll(() => unannounced.execute()).toEqual([]);
  });
});
