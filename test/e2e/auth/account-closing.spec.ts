import { randomUUID } from 'node:crypto';
import { demoPassword } from '@sample/shared';
import { decodeJwt } from 'jose';
import { PasswordHasher } from 'nestjs-zero-trust/passwords';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAssertion, login, refresh, requestToken } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';
import { exchangeCode, codeFor, pkce, postForm } from './browser.js';

const PASSWORD = 'correct-Horse-7-leaver';

describe('DELETE /accounts/:id', () => {
  let server: AuthServer;
  let passwordHash: string;

  beforeAll(async () => {
    server = await startAuthServer();
    passwordHash = await (await PasswordHasher.create()).hash(PASSWORD);
  });

  afterAll(() => server.stop());

  const accountsToken = async (clientId = 'orders-api'): Promise<unknown> => {
    const assertion = await clientAssertion(server, { clientId });
    const parameters: [string, string][] = clientId === 'orders-api' ? [['resource', server.issuer]] : [];
    return (await requestToken(server, { assertion, parameters })).body['access_token'];
  };
  const ask = async (method: string, path: string, request: { token?: unknown; body?: object } = {}) => {
    const { token = await accountsToken(), body } = request;
    return fetch(`${server.issuer}/accounts${path}`, {
      method,
      headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  const open = async (account: { id: string; email: string }): Promise<void> => {
    expect((await ask('POST', '', { body: { ...account, passwordHash } })).status).toBe(204);
  };
  const close = async (id: string): Promise<number> => (await ask('DELETE', `/${id}`)).status;
  const signIn = (email: string, password = PASSWORD) =>
    login(server, { email, password, address: `192.0.2.${(signIns += 1)}` });
  let signIns = 0;
  const isRevoked = async (token: unknown): Promise<boolean> => {
    const { revoked_at } = await server.database.db
      .selectFrom('access_tokens')
      .select('revoked_at')
      .where('jti', '=', String(decodeJwt(String(token)).jti))
      .executeTakeFirstOrThrow();
    return revoked_at !== null;
  };

  it('ends an account with all of its tokens, and the same again does no harm', async () => {
    const [leaver, stayer] = [randomUUID(), randomUUID()];
    await open({ id: leaver, email: 'leaver@people.example' });
    await open({ id: stayer, email: 'stayer@people.example' });
    const [left, stayed] = [await signIn('leaver@people.example'), await signIn('stayer@people.example')];
    for (let count = 0; count < 2; count += 1) expect(await close(leaver)).toBe(204);
    expect((await signIn('leaver@people.example')).status).toBe(401);
    expect((await refresh(server, left.body['refresh_token'])).body['error']).toBe('invalid_grant');
    expect(await isRevoked(left.body['access_token'])).toBe(true);
    expect((await refresh(server, stayed.body['refresh_token'])).status).toBe(200);
    expect(await isRevoked(stayed.body['access_token'])).toBe(false);
  });

  it('ends what applications were granted, without a refresh token as with one', async () => {
    const { verifier, challenge } = pkce();
    const code = await codeFor(server, { name: 'carol', challenge });
    const { body } = await exchangeCode(server, { code, verifier });
    const brief = pkce();
    const online = await codeFor(server, {
      name: 'carol',
      challenge: brief.challenge,
      changes: { scope: 'openid orders:read' },
    });
    const { body: short } = await exchangeCode(server, { code: online, verifier: brief.verifier });
    expect(await close('carol')).toBe(204);
    expect(await isRevoked(body['access_token'])).toBe(true);
    expect(await isRevoked(short['access_token'])).toBe(true);
    const again = await postForm(server, '/token', {
      grant_type: 'refresh_token',
      client_id: 'orders-app',
      refresh_token: String(body['refresh_token']),
    });
    expect(again.status).toBe(400);
  });

  it('keeps nothing of the person but the id', async () => {
    const id = randomUUID();
    await open({ id, email: 'erased@people.example' });
    await signIn('erased@people.example');
    await close(id);
    const { db } = server.database;
    expect(await db.selectFrom('accounts').select('id').where('id', '=', id).execute()).toEqual([]);
    expect(
      await db.selectFrom('refresh_families').select('id').where('account_id', '=', id).execute(),
    ).toEqual([]);
  });

  it('lets nobody open the account again, but somebody else have the address', async () => {
    const id = randomUUID();
    await open({ id, email: 'reused@people.example' });
    await close(id);
    await open({ id, email: 'reused@people.example' });
    expect((await signIn('reused@people.example')).status).toBe(401);
    const other = randomUUID();
    await open({ id: other, email: 'reused@people.example' });
    const token = (await signIn('reused@people.example')).body['access_token'];
    expect(decodeJwt(String(token)).sub).toBe(other);
  });

  it('closes one that was not opened yet, so that it never will be', async () => {
    const id = randomUUID();
    expect(await close(id)).toBe(204);
    await open({ id, email: 'early@people.example' });
    expect((await signIn('early@people.example')).status).toBe(401);
  });

  it('does not bring a demo person back with the next start', async () => {
    expect(await close('bob')).toBe(204);
    await server.restart();
    expect((await signIn('bob@example.com', demoPassword('bob'))).status).toBe(401);
    expect((await signIn('alice@example.com', demoPassword('alice'))).status).toBe(200);
  });

  it.each(['%00', 'a%20b', 'x'.repeat(256), '%C3%A4'])('has no account %s', async (id) => {
    expect(await close(id)).toBe(404);
  });

  it('is for the orders API only', async () => {
    for (const token of [await accountsToken('order-processor'), 'x'])
      expect((await ask('DELETE', '/alice', { token })).status).toBe(401);
    expect((await signIn('alice@example.com', demoPassword('alice'))).status).toBe(200);
  });
});
