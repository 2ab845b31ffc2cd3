import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login, refresh } from '../auth/auth-requests.js';
import { startWholeSample, type WholeSample } from '../support/whole-sample.js';

const PASSWORD = 'correct-Horse-7-somebody';
const PATIENCE = { timeout: 10_000 };

let sample: WholeSample;
beforeAll(async () => {
  sample = await startWholeSample();
});
afterAll(() => sample[Symbol.asyncDispose]());

/** Registrations and deletions that the authorization server does not know of. */
const waiting = async (): Promise<number> => {
  const { db } = sample.database;
  const registered = db.selectFrom('registrations').where('handed_over_at', 'is', null).select('id');
  const deleted = db.selectFrom('deleted_users').where('account_closed_at', 'is', null).select('id');
  return (await registered.unionAll(deleted).execute()).length;
};
const register = async (email: string): Promise<void> => {
  const body = { email, displayName: 'Some Body', password: PASSWORD };
  // Ten an hour is what one address may.
  const caller = sample.caller().from(`198.51.100.${(registered += 1)}`);
  expect((await caller.post('/v2/users', body)).status).toBe(202);
};
let registered = 0;
const signIn = async (email: string) => {
  signIns += 1;
  const { status, body } = await login(sample.auth, {
    email,
    password: PASSWORD,
    address: `192.0.2.${signIns}`,
  });
  const token = body['access_token'];
  return {
    status,
    token,
    refreshToken: body['refresh_token'],
    id: typeof token === 'string' ? decodeJwt(token).sub : undefined,
  };
};
let signIns = 0;
const joinAndSignIn = async (email: string) => {
  await register(email);
  await expect.poll(waiting, PATIENCE).toBe(0);
  return signIn(email);
};

describe('who has registered and deletes oneself', () => {
  it('cannot sign in any more, nor go on with what there was', async () => {
    const { id, token, refreshToken } = await joinAndSignIn('leaver@people.example');
    const caller = sample.caller(token);
    expect((await caller.delete(`/v2/users/${id}`)).status).toBe(204);
    expect(await caller.get('/v2/orders')).toMatchObject({ status: 401, body: { code: 'ZT_TOKEN_REVOKED' } });
    await expect.poll(waiting, PATIENCE).toBe(0);
    expect((await signIn('leaver@people.example')).status).toBe(401);
    expect((await refresh(sample.auth, refreshToken)).status).toBe(400);
    const { db } = sample.database;
    expect(await db.selectFrom('registrations').select('id').where('id', '=', String(id)).execute()).toEqual(
      [],
    );
  });

  it('can register again, as somebody else', async () => {
    const before = await joinAndSignIn('returner@people.example');
    expect((await sample.caller(before.token).delete(`/v2/users/${before.id}`)).status).toBe(204);
    const after = await joinAndSignIn('returner@people.example');
    expect(after.id).toMatch(/^[\da-f-]{36}$/);
    expect(after.id).not.toBe(before.id);
    expect((await sample.caller(after.token).get('/v2/orders')).status).toBe(200);
  });

  it('is not forgotten while the authorization server is down, nor by a restart of the API', async () => {
    const { id, token } = await joinAndSignIn('patient@people.example');
    sample.auth.faults.down = true;
    expect((await sample.caller(token).delete(`/v2/users/${id}`)).status).toBe(204);
    await sample.restartOrders();
    expect(await waiting()).toBe(1);
    expect((await sample.caller(token).get('/v2/orders')).status).toBe(401);
    // Whoever takes the address meanwhile is not lost either.
    await register('patient@people.example');
    sample.auth.faults.down = false;
    await expect.poll(waiting, PATIENCE).toBe(0);
    const other = await signIn('patient@people.example');
    expect([other.status, other.id === id]).toEqual([200, false]);
  });

  it('does not come back although the account is handed over once more', async () => {
    const { id, token } = await joinAndSignIn('zombie@people.example');
    const { db } = sample.database;
    const account = await sample.auth.database.db
      .selectFrom('accounts')
      .select('password_hash')
      .where('id', '=', String(id))
      .executeTakeFirstOrThrow();
    expect((await sample.caller(token).delete(`/v2/users/${id}`)).status).toBe(204);
    await expect.poll(waiting, PATIENCE).toBe(0);
    // As if the API had ended between the handover and its note of it.
    const row = { id: String(id), email: 'zombie@people.example', display_name: 'Z', handed_over_at: null };
    const again = { ...row, password_hash: account.password_hash, created_at: new Date() };
    await db.insertInto('registrations').values(again).execute();
    await sample.restartOrders();
    await expect.poll(waiting, PATIENCE).toBe(0);
    expect((await signIn('zombie@people.example')).status).toBe(401);
  });
});

describe('a token that was issued while a deletion was under way', () => {
  it('is refused as well', async () => {
    const { id, token } = await joinAndSignIn('racer@people.example');
    sample.auth.faults.down = true;
    const caller = sample.caller(token);
    expect((await caller.delete(`/v2/users/${id}`)).status).toBe(204);
    sample.auth.faults.down = false;
    const late = await signIn('racer@people.example');
    await expect.poll(waiting, PATIENCE).toBe(0);
    // Either the sign-in came too late, and there is no token, or its token is good for nothing.
    expect((await sample.caller(late.token).get('/v2/orders')).status).toBe(401);
    expect((await signIn('racer@people.example')).status).toBe(401);
  });
});
