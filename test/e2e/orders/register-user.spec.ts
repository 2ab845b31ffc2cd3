import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';

let server: OrdersServer;

beforeAll(async () => {
  // Counted in memory also where there is a Redis: these windows end when the test's clock says so.
  server = await startOrdersServer({ environment: { redisUrl: undefined } });
});

afterAll(() => server.stop());

beforeEach(() => server.clock.advanceSeconds(3_600));

const NEWCOMER = {
  email: 'newcomer@people.example',
  displayName: 'New Comer',
  password: 'correct-Horse-7-newcomer',
};

const register = (changes: object = {}) => server.nobody.post('/v2/users', { ...NEWCOMER, ...changes });

describe('POST /v2/users', () => {
  it('answers the same, byte for byte, whether or not the address is taken', async () => {
    const first = await register();
    const second = await register({ displayName: 'Somebody Else', email: 'NEWCOMER@people.example ' });
    expect(first.status).toBe(202);
    expect(second).toEqual({ ...first, headers: { ...first.headers, date: second.headers.date } });
  });

  it('estimates no password by a name of thousands of words: the process would stand still', async () => {
    const words = Array.from({ length: 16_000 }, (_, index) => `${index.toString(36)}q`).join(' ');
    const began = performance.now();
    const answer = await register({ displayName: words, password: 'aA1!'.repeat(32) });
    expect(answer.status).toBe(400);
    // A guard against hanging, not a timing: before the words were bounded it took seconds.
    expect(performance.now() - began).toBeLessThan(3_500);
  });

  it('keeps one registration for an address, the first, with the password as argon2id', async () => {
    await register();
    await register({ displayName: 'Somebody Else' });
    const rows = await server.database.db.selectFrom('registrations').selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ email: NEWCOMER.email, display_name: 'New Comer' });
    expect(rows[0]?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it.each([
    ['too short', 'tR7#kq2Lm!z'],
    ['too long', 'correct-Horse-7-'.repeat(9)],
    ['common', 'password123456'],
    ['a pattern', 'qwertyuiop123456'],
    ['a repetition', 'aaaaaaaaaaaaaaaa'],
    ['the name with a year', 'New Comer 2026'],
    ['the address', 'newcomer@people.example'],
    ['no text', 123_456_789_012],
    ['absent', undefined],
  ])('refuses a password that is %s', async (_, password) => {
    const answer = await register({ password });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'ZT_INVALID_REQUEST', errors: [{ pointer: '/password' }] },
    });
  });

  it.each([
    ['email', 'no-address'],
    ['email', ['a@people.example']],
    ['displayName', ' '],
    ['displayName', 'x'.repeat(101)],
    ['displayName', 'a\u0000b'],
    ['role', 'admin'],
    ['id', 'alice'],
    ['organizationId', 'acme'],
  ])('refuses the field %s as %o', async (field, value) => {
    const answer = await register({ [field]: value });
    expect(answer.status).toBe(400);
    expect((answer.body['errors'] as { pointer: string }[])[0]?.pointer).toBe(`/${field}`);
  });

  it('takes 10 an hour from an address, whatever they say, and leaves other addresses alone', async () => {
    const from = (address: string) => server.nobody.from(address).post('/v2/users', { email: 'invalid' });
    for (let count = 0; count < 10; count += 1) expect((await from('198.51.100.1')).status).toBe(400);
    const answer = await from('198.51.100.1');
    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '3600' } });
    expect((await from('198.51.100.2')).status).toBe(400);
    server.clock.advanceSeconds(3_600);
    expect((await from('198.51.100.1')).status).toBe(400);
  });
});
