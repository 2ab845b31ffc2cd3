import { hash as argon2 } from '@node-rs/argon2';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { beforeAll, describe, expect, it } from 'vitest';
import { PasswordHasher } from './password-hasher.js';

const CHEAP = { memoryKib: 64, passes: 1 };
const PASSWORD = 'correct horse battery staple';

describe('PasswordHasher', () => {
  let hasher: PasswordHasher;
  let strict: PasswordHasher;

  beforeAll(async () => {
    hasher = await PasswordHasher.create({ ...CHEAP, bcryptCost: 4 });
    strict = await PasswordHasher.create(CHEAP);
  });

  it('hashes with argon2id, and with the memory and passes that OWASP recommends unless told otherwise', async () => {
    const recommended = await PasswordHasher.create();
    expect(await recommended.hash(PASSWORD)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('accepts the right password only', async () => {
    const stored = await hasher.hash(PASSWORD);
    expect(await hasher.verify(PASSWORD, stored)).toEqual({ matches: true, replacement: undefined });
    expect(await hasher.verify(`${PASSWORD} `, stored)).toEqual({ matches: false, replacement: undefined });
  });

  it('replaces a bcrypt hash once its owner signs in, and not for a wrong password', async () => {
    const stored = await bcrypt(PASSWORD, { cost: 4 });
    expect(await hasher.verify('wrong', stored)).toEqual({ matches: false, replacement: undefined });
    const { matches, replacement } = await hasher.verify(PASSWORD, stored);
    expect([matches, replacement?.startsWith('$argon2id$v=19$m=64,t=1,p=1$')]).toEqual([true, true]);
    expect(await hasher.verify(PASSWORD, replacement)).toEqual({ matches: true, replacement: undefined });
  });

  it('replaces an argon2id hash of other parameters', async () => {
    const stored = await argon2(PASSWORD, { memoryCost: 32, timeCost: 1 });
    const { replacement } = await hasher.verify(PASSWORD, stored);
    expect(replacement).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
  });

  it('does not make what bcrypt cannot see part of the new hash', async () => {
    const long = 'a'.repeat(72);
    const stored = await bcrypt(long, { cost: 4 });
    expect(await hasher.verify(`${long}typo`, stored)).toEqual({ matches: true, replacement: undefined });
  });

  it('accepts no bcrypt hash unless told so, and none that is too costly to check', async () => {
    const stored = await bcrypt(PASSWORD, { cost: 4 });
    expect((await strict.verify(PASSWORD, stored)).matches).toBe(false);
    expect((await hasher.verify(PASSWORD, stored.replace('$04$', '$31$'))).matches).toBe(false);
  });

  it.each([undefined, '', 'plain text', '$1$salt$md5', PASSWORD])(
    'matches nothing against %j',
    async (stored) => {
      expect((await hasher.verify(PASSWORD, stored)).matches).toBe(false);
    },
  );

  it.each(['', 'x'.repeat(1_025), '€'.repeat(400)])(
    'hashes and matches no password of unfit length',
    async (password) => {
      await expect(hasher.hash(password)).rejects.toThrow(RangeError);
      expect((await hasher.verify(password, await argon2(password, { memoryCost: 64 }))).matches).toBe(false);
    },
  );

  it.each([0, 15, 4.5])('takes no bcrypt cost of %s', async (bcryptCost) => {
    await expect(PasswordHasher.create({ ...CHEAP, bcryptCost })).rejects.toThrow(RangeError);
  });

  it.each([
    ['bcrypt', { ...CHEAP, bcryptCost: 10 }],
    ['argon2id', { memoryKib: 65_536, passes: 2, bcryptCost: 4 }],
  ])('takes as long for every kind of account, also where %s is what takes time', async (_name, options) => {
    const both = await PasswordHasher.create(options);
    const stored = {
      unknown: undefined,
      argon2: await both.hash(PASSWORD),
      bcrypt: await bcrypt(PASSWORD, { cost: options.bcryptCost }),
    };
    const times: number[] = [];
    for (const kind of Object.values(stored))
      times.push(await fastestOf(5, () => both.verify('wrong', kind)));
    expect(Math.max(...times) / Math.min(...times)).toBeLessThan(2.5);
  });
});

async function fastestOf(rounds: number, act: () => Promise<unknown>): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await act();
    fastest = Math.min(fastest, performance.now() - began);
  }
  return fastest;
}
