import { demoPassword } from '@sample/shared';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login } from '../auth/auth-requests.js';
import { startWholeSample, type WholeSample } from '../support/whole-sample.js';

const PASSWORD = 'correct-Horse-7-somebody';
const PATIENCE = { timeout: 10_000 };

let sample: WholeSample;
beforeAll(async () => {
  sample = await startWholeSample();
});
afterAll(() => sample[Symbol.asyncDispose]());

const register = async (email: string, password = PASSWORD): Promise<void> => {
  const body = { email, displayName: 'Some Body', password };
  expect((await sample.caller().post('/v2/users', body)).status).toBe(202);
};
const waiting = async (): Promise<number> => {
  const query = sample.database.db.selectFrom('registrations').where('handed_over_at', 'is', null);
  return (await query.select('id').execute()).length;
};
/** @returns nothing where the sign-in is refused; each from an address of its own, so that no guess is locked out */
const signIn = async (email: string, password = PASSWORD): Promise<unknown> => {
  signIns += 1;
  const { body } = await login(sample.auth, { email, password, address: `192.0.2.${signIns}` });
  return body['access_token'];
};
let signIns = 0;

describe('who has registered', () => {
  it('can sign in, is nobody else, and sees what is theirs: nothing yet', async () => {
    await register('first@people.example');
    await expect.poll(waiting, PATIENCE).toBe(0);
    const token = await signIn('First@people.example');
    expect(decodeJwt(String(token))).toMatchObject({
      sub: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      scope: 'orders:read orders:write',
      roles: [],
      clearance: 0,
      tier: 'free',
    });
    const caller = sample.caller(token);
    expect(await caller.get('/v2/orders')).toMatchObject({ status: 200, body: { items: [] } });
    expect((await caller.get('/v2/orders/12345')).status).toBe(404);
    expect((await caller.get('/v2/inventory')).status).toBe(403);
  });

  it('has a password that is known, as a hash, to the authorization server alone', async () => {
    await register('secret@people.example');
    await expect.poll(waiting, PATIENCE).toBe(0);
    const rows = await sample.database.db.selectFrom('registrations').select('password_hash').execute();
    expect(new Set(rows.map(({ password_hash }) => password_hash))).toEqual(new Set([null]));
    const account = await sample.auth.database.db
      .selectFrom('accounts')
      .select('password_hash')
      .where('email', '=', 'secret@people.example')
      .executeTakeFirstOrThrow();
    expect(account.password_hash).toMatch(/^\$argon2id\$/);
  });

  it('keeps the account when somebody else registers the address', async () => {
    await register('mine@people.example');
    await expect.poll(waiting, PATIENCE).toBe(0);
    await register('MINE@people.example', 'another-Horse-8-attacker');
    expect(await signIn('mine@people.example', 'another-Horse-8-attacker')).toBeUndefined();
    expect(await signIn('mine@people.example')).toBeTypeOf('string');
  });

  it('does not get the account that the authorization server has for that address', async () => {
    await register('alice@example.com');
    await expect.poll(waiting, PATIENCE).toBe(0);
    expect(await signIn('alice@example.com')).toBeUndefined();
    const token = await signIn('alice@example.com', demoPassword('alice'));
    expect(decodeJwt(String(token)).sub).toBe('alice');
  });

  it('is not lost while the authorization server is down, nor by a restart of the API', async () => {
    sample.auth.faults.down = true;
    await register('patient@people.example');
    await register('patient@people.example', 'another-Horse-8-attacker');
    await sample.restartOrders();
    expect(await waiting()).toBe(1);
    sample.auth.faults.down = false;
    await expect.poll(waiting, PATIENCE).toBe(0);
    expect(await signIn('patient@people.example')).toBeTypeOf('string');
  });
});
