import { demoPassword } from '@sample/shared';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { login, refresh, refreshAtOnce } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';

describe('POST /auth/refresh', () => {
  let server: AuthServer;
  let first: string;

  beforeAll(async () => {
    server = await startAuthServer();
  });

  beforeEach(async () => {
    const { body } = await login(server, { email: 'bob@example.com', password: demoPassword('bob') });
    first = String(body['refresh_token']);
  });

  afterAll(() => server.stop());

  it('gives a new pair, and keeps the time of the sign-in', async () => {
    const signedInAt = Math.floor(server.clock.now() / 1000);
    server.clock.advanceSeconds(600);
    const { status, headers, body } = await refresh(server, first);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body['refresh_token']).not.toBe(first);
    expect(decodeJwt(String(body['access_token']))).toMatchObject({
      sub: 'bob',
      iat: signedInAt + 600,
      auth_time: signedInAt,
      amr: ['pwd'],
    });
  });

  it('answers invalid_grant to a second use and revokes the whole family, the newest token included', async () => {
    const second = String((await refresh(server, first)).body['refresh_token']);
    const third = String((await refresh(server, second)).body['refresh_token']);
    const reuse = await refresh(server, first);
    expect([reuse.status, reuse.body['error']]).toEqual([400, 'invalid_grant']);
    expect((await refresh(server, third)).status).toBe(400);
  });

  it('leaves other families of the same person alone', async () => {
    const { body } = await login(server, { email: 'bob@example.com', password: demoPassword('bob') });
    await refresh(server, first);
    await refresh(server, first);
    expect((await refresh(server, body['refresh_token'])).status).toBe(200);
  });

  it('lets exactly one of 1,000 concurrent uses win, and the family dies', { timeout: 120_000 }, async () => {
    const answers = await refreshAtOnce(server, { token: first, times: 1_000 });
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(999);
    expect((await refresh(server, winners[0]?.body['refresh_token'])).status).toBe(400);
  });

  it('ends after seven days', async () => {
    const { body } = await refresh(server, first);
    server.clock.advanceSeconds(7 * 24 * 3600);
    expect((await refresh(server, body['refresh_token'])).status).toBe(400);
  });

  it('ends 30 days after the sign-in, however often it is prolonged', async () => {
    let token: unknown = first;
    for (let day = 6; day < 30; day += 6) {
      server.clock.advanceSeconds(6 * 24 * 3600);
      const { status, body } = await refresh(server, token);
      expect([day, status]).toEqual([day, 200]);
      token = body['refresh_token'];
    }
    server.clock.advanceSeconds(6 * 24 * 3600);
    expect((await refresh(server, token)).status).toBe(400);
  });

  it('survives a restart', async () => {
    await server.restart();
    expect((await refresh(server, first)).status).toBe(200);
  });

  it('stores no token that could be used', async () => {
    const stored = await server.database.db.selectFrom('refresh_tokens').selectAll().execute();
    expect(stored.length).toBeGreaterThan(0);
    expect(JSON.stringify(stored)).not.toContain(first);
  });

  it('ends the session of an account that is gone', async () => {
    const { body } = await login(server, { email: 'dan@example.com', password: demoPassword('dan') });
    await server.restart({ nodeEnv: 'production' });
    expect((await refresh(server, body['refresh_token'])).status).toBe(400);
    await server.restart();
    expect((await refresh(server, body['refresh_token'])).status).toBe(400);
  });

  it.each([[''], [undefined], [['x']], [{}], [7], ['x'.repeat(600)]])(
    'refuses %j as refresh token',
    async (token) => {
      const { status, body } = await refresh(server, token);
      expect([status, body['error']]).toEqual([400, 'invalid_request']);
    },
  );

  it('refuses a token that was never issued', async () => {
    const { status, body } = await refresh(server, 'A'.repeat(43));
    expect([status, body['error']]).toEqual([400, 'invalid_grant']);
  });
});
