import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getJson } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';
import {
  authorizePath,
  Browser,
  codeFor,
  exchangeCode,
  pkce,
  postForm,
  REDIRECT_URI,
  tokensFor,
} from './browser.js';

describe('signing in with the authorization code flow', () => {
  let server: AuthServer;

  beforeAll(async () => {
    server = await startAuthServer();
  });

  afterAll(() => server.stop());

  it('gives the application a token of the person, with what they may have of what it asked for', async () => {
    const { verifier, challenge } = pkce();
    const code = await codeFor(server, {
      name: 'bob',
      challenge,
      changes: { scope: 'openid orders:read users:delete', nonce: 'n-1' },
    });
    const { status, headers, body } = await exchangeCode(server, { code, verifier });
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'orders:read' });
    const jwks = createLocalJWKSet((await getJson(server, '/jwks')).body as unknown as JSONWebKeySet);
    const { payload, protectedHeader } = await jwtVerify(String(body['access_token']), jwks, {
      issuer: server.issuer,
      audience: 'https://api.orders.example',
    });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const { iat = 0, exp = 0, jti, auth_time, ...claims } = payload;
    expect([exp - iat, typeof jti, Number(auth_time) <= iat]).toEqual([900, 'string', true]);
    expect(claims).toEqual({
      iss: server.issuer,
      sub: 'bob',
      aud: 'https://api.orders.example',
      client_id: 'orders-app',
      scope: 'orders:read',
      roles: [],
      clearance: 1,
      tier: 'pro',
      department: 'sales',
      acr: 'aal1',
      amr: ['pwd'],
    });
    expect(decodeJwt(String(body['id_token']))).toMatchObject({
      sub: 'bob',
      aud: 'orders-app',
      nonce: 'n-1',
    });
  });

  it('never gives security scopes for a password', async () => {
    const browser = new Browser(server);
    const { challenge } = pkce();
    const page = await browser.open(authorizePath({ code_challenge: challenge, scope: 'security:admin' }));
    const done = await browser.submit(page.path, {
      email: 'erin@example.com',
      password: 'correct-Horse-7-erin',
    });
    expect(done.location?.searchParams.get('error')).toBe('access_denied');
  });

  it('answers an unknown scope with invalid_scope', async () => {
    const { challenge } = pkce();
    const { location } = await new Browser(server).open(
      authorizePath({ code_challenge: challenge, scope: 'openid orders:everything' }),
    );
    expect(location?.searchParams.get('error')).toBe('invalid_scope');
    expect(location?.searchParams.get('iss')).toBe(server.issuer);
  });

  it.each([
    ['without PKCE', { code_challenge_method: undefined }],
    ['with a plain PKCE challenge', { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }],
    ['for a token instead of a code', { code_challenge: 'x'.repeat(43), response_type: 'token' }],
  ])('refuses a request %s', async (_name, changes) => {
    const { location } = await new Browser(server).open(authorizePath(changes));
    expect(String(location)).toMatch(/[?#]error=(?:invalid_request|unsupported_response_type)&/);
  });

  it.each([
    ['an unknown application', { client_id: 'evil' }],
    ['a service', { client_id: 'order-processor' }],
    ['another redirect address', { redirect_uri: 'http://127.0.0.1:51234/other' }],
    ['a redirect to another host', { redirect_uri: 'http://evil.example/callback' }],
  ])('redirects nowhere for %s, and shows a page without script', async (_name, changes) => {
    const { status, location, html, headers } = await new Browser(server).open(
      authorizePath({ code_challenge: 'x'.repeat(43), ...changes }),
    );
    expect([status >= 400, location]).toEqual([true, undefined]);
    expect(html).toContain('<h1>Sign-in is not possible</h1>');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
  });

  it('lets a code be used once; a second use ends what the first one got', async () => {
    const { verifier, challenge } = pkce();
    const code = await codeFor(server, { name: 'bob', challenge });
    const first = await exchangeCode(server, { code, verifier });
    const second = await exchangeCode(server, { code, verifier });
    expect([second.status, second.body['error']]).toEqual([400, 'invalid_grant']);
    const refreshed = await postForm(server, '/token', {
      grant_type: 'refresh_token',
      client_id: 'orders-app',
      refresh_token: String(first.body['refresh_token']),
    });
    expect(refreshed.status).toBe(400);
  });

  it('gives tokens to exactly one of 20 simultaneous uses of a code', async () => {
    const { verifier, challenge } = pkce();
    const code = await codeFor(server, { name: 'bob', challenge });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => exchangeCode(server, { code, verifier })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body['error'] === 'invalid_grant')).toHaveLength(19);
  });

  it('gives no token for a stolen code without its verifier', async () => {
    const { challenge } = pkce();
    const code = await codeFor(server, { name: 'bob', challenge });
    const { status, body } = await exchangeCode(server, { code, verifier: pkce().verifier });
    expect([status, body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('stores no code, session or refresh token that could be used', async () => {
    const browser = new Browser(server);
    const { verifier, challenge } = pkce();
    const code = await codeFor(server, { name: 'bob', challenge, browser });
    const { body } = await exchangeCode(server, { code, verifier });
    const stored = JSON.stringify(
      await server.database.db.selectFrom('provider_models').selectAll().execute(),
    );
    expect(stored).toContain('RefreshToken');
    const session = /_session=([^;]+)/.exec(browser.cookies)?.[1] ?? 'no session';
    for (const secret of [code, String(body['refresh_token']), session]) expect(stored).not.toContain(secret);
  });

  it('keeps the sign-in over a restart, and asks again when told to', async () => {
    const browser = new Browser(server);
    await codeFor(server, { name: 'bob', challenge: pkce().challenge, browser });
    await server.restart();
    const known = await browser.open(authorizePath({ code_challenge: pkce().challenge }));
    expect(known.html).toContain('<h1>Continue to Orders?</h1>');
    const gone = await browser.submit(known.path, {});
    expect(gone.location?.searchParams.get('code')).toMatch(/^[\w-]+$/);
    const asked = await browser.open(authorizePath({ code_challenge: pkce().challenge, prompt: 'login' }));
    expect([asked.status, asked.location]).toEqual([200, undefined]);
    expect(asked.html).toContain('<h1>Sign in</h1>');
  });

  it('signs out after asking, without script', async () => {
    const browser = new Browser(server);
    const { verifier, challenge } = pkce();
    const code = await codeFor(server, { name: 'bob', challenge, browser });
    const { body } = await exchangeCode(server, { code, verifier });
    const page = await browser.open(
      `/sign-out?client_id=orders-app&post_logout_redirect_uri=${encodeURIComponent('http://127.0.0.1/signed-out')}`,
    );
    expect(page.html).not.toContain('<script');
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
    const done = await browser.submit('/sign-out/confirm', { xsrf, logout: 'yes' });
    expect(done.location?.href).toBe('http://127.0.0.1/signed-out');
    const asked = await browser.open(authorizePath({ code_challenge: challenge }));
    expect(asked.html).toContain('<h1>Sign in</h1>');
    const refreshed = await postForm(server, '/token', {
      grant_type: 'refresh_token',
      client_id: 'orders-app',
      refresh_token: String(body['refresh_token']),
    });
    expect(refreshed.body['error']).toBe('invalid_grant');
  });

  describe('the page', () => {
    const open = async (browser: Browser) =>
      browser.open(authorizePath({ code_challenge: pkce().challenge }));

    it('has labels, no script, and a policy that allows nothing but its own style and form', async () => {
      const { html, headers } = await open(new Browser(server));
      expect(html).toContain('<html lang="en">');
      for (const field of ['email', 'password']) {
        expect(html).toContain(`<label for="${field}">`);
        expect(html).toContain(`<input id="${field}" name="${field}"`);
      }
      expect(html).not.toMatch(/<script|style=|\son\w+=|https?:\/\//);
      expect(headers.get('content-security-policy')).toBe(
        `default-src 'none'; style-src 'self'; form-action 'self' ${new URL(REDIRECT_URI).origin}; frame-ancestors 'none'; base-uri 'none'`,
      );
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it('says what was wrong in a summary that leads to the field, keeps the address, never the password', async () => {
      const browser = new Browser(server);
      const { path } = await open(browser);
      const { status, html } = await browser.submit(path, {
        email: '"><b>x@example.com',
        password: 'wrong-secret',
      });
      expect(status).toBe(401);
      expect(html).toContain('<title>Error: Sign in to Orders</title>');
      expect(html).toContain('role="alert"');
      expect(html).toContain('<a href="#email">The e-mail address or the password is wrong.</a>');
      expect(html).toContain('value="&quot;&gt;&lt;b&gt;x@example.com"');
      expect(html).toContain('aria-describedby="problem"');
      expect(html).not.toContain('wrong-secret');
    });

    it('locks after five failures, and says when to come back', async () => {
      const browser = new Browser(server, '192.0.2.210');
      const { path } = await open(browser);
      const guess = { email: 'carol@example.com', password: 'wrong' };
      for (let time = 0; time < 5; time += 1) expect((await browser.submit(path, guess)).status).toBe(401);
      const { status, headers } = await browser.submit(path, guess);
      expect([status, headers.get('retry-after')]).toEqual([423, '60']);
    });

    it('answers only the browser that began the sign-in', async () => {
      const { path } = await open(new Browser(server));
      const stranger = new Browser(server);
      const guess = { email: 'bob@example.com', password: 'correct-Horse-7-bob' };
      expect((await stranger.submit(path, guess)).status).toBe(400);
      await open(stranger);
      expect((await stranger.submit(path, guess)).status).toBe(400);
    });

    it.each([
      {},
      { email: 'bob@example.com' },
      { email: '', password: '' },
      { email: 'x'.repeat(5_000), password: 'x' },
    ])('shows the form again for %j', async (fields) => {
      const browser = new Browser(server);
      const { path } = await open(browser);
      const { status, html } = await browser.submit(path, fields as Record<string, string>);
      expect([status, html.includes('role="alert"')]).toEqual([400, true]);
    });
  });

  describe('refresh tokens', () => {
    const refresh = (token: unknown) =>
      postForm(server, '/token', {
        grant_type: 'refresh_token',
        client_id: 'orders-app',
        refresh_token: String(token),
      });

    it('are good once: reuse ends the family, the newest token included', async () => {
      const tokens = await tokensFor(server, 'bob');
      const second = await refresh(tokens['refresh_token']);
      expect(second.status).toBe(200);
      expect(decodeJwt(String(second.body['access_token']))).toMatchObject({
        sub: 'bob',
        amr: ['pwd'],
        acr: 'aal1',
      });
      expect((await refresh(tokens['refresh_token'])).body['error']).toBe('invalid_grant');
      expect((await refresh(second.body['refresh_token'])).body['error']).toBe('invalid_grant');
    });

    it(
      'give tokens to exactly one of 100 concurrent uses, and the family dies',
      { timeout: 60_000 },
      async () => {
        const tokens = await tokensFor(server, 'bob');
        const answers = await Promise.all(
          Array.from({ length: 100 }, () => refresh(tokens['refresh_token'])),
        );
        const winners = answers.filter(({ status }) => status === 200);
        expect(winners).toHaveLength(1);
        expect((await refresh(winners[0]?.body['refresh_token'])).body['error']).toBe('invalid_grant');
      },
    );
  });
});
