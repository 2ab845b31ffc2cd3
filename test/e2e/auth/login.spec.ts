import { hash as bcrypt } from '@node-rs/bcrypt';
import { demoPassword } from '@sample/shared';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getJson, login, postJson, type Answer } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';

const RIGHT = { email: 'bob@example.com', password: demoPassword('bob') };

describe('POST /auth/login', () => {
  let server: AuthServer;

  beforeAll(async () => {
    server = await startAuthServer();
  });

  afterAll(() => server.stop());

  const fail = async (guess: { email: string; address: string }, times: number): Promise<Answer[]> => {
    const answers: Answer[] = [];
    for (let time = 0; time < times; time += 1)
      answers.push(await login(server, { ...guess, password: `wrong-${time}` }));
    return answers;
  };
  const statuses = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status);

  it('answers exactly the four members, not to be stored', async () => {
    const { status, headers, body } = await login(server, RIGHT);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('etag')).toBe(null);
    expect(Object.keys(body).toSorted()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'token_type',
    ]);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
  });

  it('issues a token of RFC 9068 that lives 900 s and says how the person signed in', async () => {
    const { body } = await login(server, { ...RIGHT, email: ' BOB@Example.com ' });
    const jwks = createLocalJWKSet((await getJson(server, '/jwks')).body as unknown as JSONWebKeySet);
    const verified = await jwtVerify(String(body['access_token']), jwks, { issuer: server.issuer });
    const { iat = 0, exp = 0, jti, ...claims } = verified.payload;
    expect(verified.protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(exp - iat).toBe(900);
    expect(jti).toMatch(/^[\w-]{36}$/);
    expect(claims).toEqual({
      iss: server.issuer,
      sub: 'bob',
      aud: 'https://api.orders.example',
      client_id: 'first-party',
      scope: 'orders:read orders:write inventory:read',
      roles: [],
      clearance: 1,
      tier: 'pro',
      department: 'sales',
      acr: 'aal1',
      amr: ['pwd'],
      auth_time: iat,
    });
  });

  it('never gives security scopes for a password', async () => {
    const { body } = await login(server, { email: 'erin@example.com', password: demoPassword('erin') });
    expect(decodeJwt(String(body['access_token']))['scope']).toBe(undefined);
  });

  it('answers a wrong password and an unknown account alike', async () => {
    const [known] = await fail({ email: 'bob@example.com', address: '192.0.2.10' }, 1);
    const [unknown] = await fail({ email: 'nobody@example.com', address: '192.0.2.10' }, 1);
    expect(known?.status).toBe(401);
    expect([unknown?.status, unknown?.body]).toEqual([known?.status, known?.body]);
  });

  it.each(['carol@example.com', 'unknown@example.com'])('locks %s after five failures', async (email) => {
    const guess = { email, address: '192.0.2.20' };
    expect(statuses(await fail(guess, 7))).toEqual([401, 401, 401, 401, 401, 423, 423]);
    const [locked] = await fail(guess, 1);
    expect(locked?.headers.get('retry-after')).toBe('60');
    expect(locked?.body['code']).toBe('AUTH_ACCOUNT_LOCKED');
  });

  it('doubles the lock with each further failure, up to an hour', async () => {
    const guess = { email: 'dan@example.com', address: '192.0.2.30' };
    await fail(guess, 5);
    const locks: (string | null | undefined)[] = [];
    for (const seconds of [60, 120, 240, 480, 960, 1920, 3600]) {
      const [locked] = await fail(guess, 1);
      locks.push(locked?.headers.get('retry-after'));
      server.clock.advanceSeconds(seconds);
      expect(statuses(await fail(guess, 1))).toEqual([401]);
    }
    expect(locks).toEqual(['60', '120', '240', '480', '960', '1920', '3600']);
  });

  it('refuses even the right password while locked, accepts it elsewhere, and after the lock forgets the failures', async () => {
    const guess = { email: RIGHT.email, address: '192.0.2.40' };
    await fail(guess, 5);
    expect((await login(server, { ...RIGHT, address: '192.0.2.40' })).status).toBe(423);
    expect((await login(server, { ...RIGHT, address: '192.0.2.41' })).status).toBe(200);
    server.clock.advanceSeconds(60);
    expect((await login(server, { ...RIGHT, address: '192.0.2.40' })).status).toBe(200);
    expect(statuses(await fail(guess, 5))).toEqual([401, 401, 401, 401, 401]);
  });

  it('counts every spelling of an address as one account', async () => {
    const answers = [];
    for (const email of [
      'a@example.com',
      'A@example.com',
      ' a@EXAMPLE.com',
      'ａ@example.com',
      'a@example.com ',
      'a@example.com',
    ])
      answers.push(...(await fail({ email, address: '192.0.2.50' }, 1)));
    expect(statuses(answers)).toEqual([401, 401, 401, 401, 401, 423]);
  });

  it('counts all addresses of an IPv6 /64 as one', async () => {
    const answers = [];
    for (let host = 1; host <= 6; host += 1)
      answers.push(...(await fail({ email: 'v6@example.com', address: `2001:db8:1:2::${host}` }, 1)));
    expect(statuses(answers)).toEqual([401, 401, 401, 401, 401, 423]);
  });

  it('checks exactly five of 60 parallel guesses', async () => {
    const guesses = Array.from({ length: 60 }, (_, index) =>
      login(server, { email: 'alice@example.com', password: `wrong-${index}`, address: '192.0.2.60' }),
    );
    const answers = statuses(await Promise.all(guesses));
    expect(answers.filter((status) => status === 401)).toHaveLength(5);
    expect(answers.filter((status) => status === 423)).toHaveLength(55);
  });

  it('stops an address after 100 failures over many accounts, and only that address, for 15 minutes', async () => {
    const address = '192.0.2.70';
    const spray = Array.from({ length: 110 }, (_, index) =>
      login(server, { email: `victim-${index}@example.com`, password: 'Summer2026!', address }),
    );
    const answers = await Promise.all(spray);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(100);
    const stopped = answers.filter(({ status }) => status === 429);
    expect(stopped).toHaveLength(10);
    expect(stopped[0]?.headers.get('retry-after')).toBe('900');
    expect((await login(server, { ...RIGHT, address })).status).toBe(429);
    expect((await login(server, { ...RIGHT, address: '192.0.2.71' })).status).toBe(200);
    server.clock.advanceSeconds(900);
    expect((await login(server, { ...RIGHT, address })).status).toBe(200);
  });

  it('spares a device that has signed in before, whatever others do to the account and from its address', async () => {
    const at = { ...RIGHT, address: '192.0.2.110' };
    const signedIn = await login(server, at);
    const setCookie = signedIn.headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(
      /^device=[\w.-]+; Max-Age=2592000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    await fail({ email: RIGHT.email, address: at.address }, 6);
    expect((await login(server, at)).status).toBe(423);
    const headers = { cookie: String(setCookie.split(';')[0]) };
    const known = await postJson(server, '/auth/login', { body: RIGHT, address: at.address, headers });
    expect(known.status).toBe(200);
  });

  it('replaces the bcrypt hash of an account that came from elsewhere when its owner signs in', async () => {
    const accounts = server.database.db.updateTable('accounts').where('id', '=', 'carol');
    await accounts.set({ password_hash: await bcrypt(demoPassword('carol'), { cost: 4 }) }).execute();
    await server.restart();
    const carol = { email: 'carol@example.com', password: demoPassword('carol'), address: '192.0.2.120' };
    expect((await login(server, { ...carol, password: 'wrong' })).status).toBe(401);
    const hashOf = async (): Promise<string> => {
      const query = server.database.db
        .selectFrom('accounts')
        .select('password_hash')
        .where('id', '=', 'carol');
      return (await query.executeTakeFirstOrThrow()).password_hash;
    };
    expect(await hashOf()).toMatch(/^\$2b\$04\$/);
    expect((await login(server, carol)).status).toBe(200);
    expect(await hashOf()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await login(server, carol)).status).toBe(200);
  });

  it('keeps a lock over a restart', async () => {
    const guess = { email: 'restart@example.com', address: '192.0.2.80' };
    await fail(guess, 5);
    await server.restart();
    expect(statuses(await fail(guess, 1))).toEqual([423]);
  });

  it('does not touch tokens that are out when an account is locked', async () => {
    const { body } = await login(server, { ...RIGHT, address: '192.0.2.90' });
    await fail({ email: RIGHT.email, address: '192.0.2.90' }, 6);
    const refreshed = await postJson(server, '/auth/refresh', {
      body: { refresh_token: body['refresh_token'] },
      address: '192.0.2.90',
    });
    expect(refreshed.status).toBe(200);
  });

  it.each([
    ['malformed JSON', '{"email":', 400],
    ['an array', '[]', 400],
    ['a text', '"x"', 400],
    ['null', 'null', 400],
    ['nothing', '', 400],
    ['a missing field', '{"email":"bob@example.com"}', 400],
    ['an unknown field', JSON.stringify({ ...RIGHT, admin: true }), 400],
    ['a prototype', `{"__proto__":{"email":"x"},"email":"bob@example.com","password":1}`, 400],
    ['fields of other types', '{"email":{"$ne":null},"password":["x"]}', 400],
    ['the character NUL', JSON.stringify({ ...RIGHT, email: 'a\0' }), 400],
    ['an endless password', JSON.stringify({ ...RIGHT, password: 'x'.repeat(2_000) }), 400],
    ['more than 4 KiB', JSON.stringify({ ...RIGHT, password: 'x'.repeat(5_000) }), 413],
  ])('refuses %s as body', async (_name, body, status) => {
    const answer = await postJson(server, '/auth/login', { body, address: '192.0.2.100' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.stringify(answer.body)).not.toContain('correct-Horse');
  });

  it.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/json; charset=utf-7',
    'text/json',
  ])('refuses a body of type %s', async (type) => {
    const headers = { 'content-type': type };
    expect((await postJson(server, '/auth/login', { body: RIGHT, headers })).status).toBe(415);
  });

  it('refuses other methods', async () => {
    const answer = await getJson(server, '/auth/login');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
