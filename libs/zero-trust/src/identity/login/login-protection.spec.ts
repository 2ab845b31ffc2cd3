import { beforeEach, describe, expect, it } from 'vitest';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import { MemoryStateStore } from '../../kernel/memory-state-store.js';
import type { LoginAttempt, LoginVerdict } from './login-attempt.js';
import { LoginProtection } from './login-protection.js';
import type { LoginProtectionOptions } from './login-protection.options.js';

const KEY = new Uint8Array(32).fill(7);
const HERE = { account: 'bob@example.com', address: '192.0.2.1' };
const HOUR_SECONDS = 3_600;

class Guesses {
  now = 1_800_000_000_000;
  checked = 0;
  readonly clock = { now: () => this.now };
  readonly store = new MemoryStateStore({ clock: this.clock });
  readonly protection = this.instance();

  instance(changes: Partial<LoginProtectionOptions> = {}): LoginProtection {
    return new LoginProtection({ store: this.store, deviceKeys: [KEY], clock: this.clock, ...changes });
  }

  guess(attempt: LoginAttempt, isRight = false, protection = this.protection): Promise<LoginVerdict<string>> {
    return protection.check(attempt, async () => {
      this.checked += 1;
      return isRight ? 'bob' : undefined;
    });
  }

  async fail(attempt: LoginAttempt, times: number): Promise<string[]> {
    const outcomes: string[] = [];
    for (let time = 0; time < times; time += 1) outcomes.push((await this.guess(attempt)).outcome);
    return outcomes;
  }

  async signIn(attempt: LoginAttempt): Promise<string> {
    const verdict = await this.guess(attempt, true);
    if (verdict.outcome !== 'accepted') throw new Error(`the sign-in was ${verdict.outcome}`);
    return verdict.deviceToken;
  }

  /** Fails from so many addresses, until the account as a whole is locked. */
  async attackFromEverywhere(account: string): Promise<void> {
    for (let host = 0; host < 60; host += 1) await this.fail({ account, address: `198.51.100.${host}` }, 1);
  }
}

describe('LoginProtection', () => {
  let login: Guesses;
  beforeEach(() => {
    login = new Guesses();
  });

  it('locks account and address after five failures, even for the right password, and checks nothing while locked', async () => {
    expect(await login.fail(HERE, 6)).toEqual([...Array(5).fill('rejected'), 'locked']);
    expect(await login.guess(HERE, true)).toEqual({ outcome: 'locked', retryAfterSeconds: 60 });
    expect(login.checked).toBe(5);
  });

  it('gives one guess after each lock, and locks for twice as long each time, up to an hour', async () => {
    await login.fail(HERE, 5);
    const locks: unknown[] = [];
    for (const seconds of [60, 120, 240, 480, 960, 1920, 3600, 3600]) {
      locks.push(await login.guess(HERE));
      login.now += seconds * 1_000 - 1;
      expect(await login.guess(HERE)).toEqual({ outcome: 'locked', retryAfterSeconds: 1 });
      login.now += 1;
      expect(await login.fail(HERE, 1)).toEqual(['rejected']);
    }
    expect(locks).toEqual(
      [60, 120, 240, 480, 960, 1920, 3600, 3600].map((retryAfterSeconds) => ({
        outcome: 'locked',
        retryAfterSeconds,
      })),
    );
  });

  it('begins anew after a right guess', async () => {
    await login.fail(HERE, 4);
    await login.signIn(HERE);
    expect(await login.fail(HERE, 6)).toEqual([...Array(5).fill('rejected'), 'locked']);
    login.now += 60_000;
    await login.signIn(HERE);
    expect(await login.fail(HERE, 6)).toEqual([...Array(5).fill('rejected'), 'locked']);
  });

  it('forgets failures after a day', async () => {
    await login.fail(HERE, 4);
    login.now += 24 * HOUR_SECONDS * 1_000;
    expect(await login.fail(HERE, 5)).toEqual(Array(5).fill('rejected'));
  });

  it('checks exactly five of 1,000 parallel guesses from one address', async () => {
    const verdicts = await Promise.all(Array.from({ length: 1_000 }, () => login.guess(HERE)));
    expect(login.checked).toBe(5);
    expect(verdicts.filter(({ outcome }) => outcome === 'locked')).toHaveLength(995);
  });

  it('checks exactly one of 1,000 parallel guesses after the lock', async () => {
    await login.fail(HERE, 5);
    login.now += 60_000;
    await Promise.all(Array.from({ length: 1_000 }, () => login.guess(HERE)));
    expect(login.checked).toBe(6);
    expect(await login.guess(HERE)).toEqual({ outcome: 'locked', retryAfterSeconds: 120 });
  });

  it('checks exactly fifty of 1,000 parallel guesses at one account from 1,000 addresses', async () => {
    const guesses = Array.from({ length: 1_000 }, (_, index) =>
      login.guess({ account: HERE.account, address: `10.0.${index >> 8}.${index & 255}` }),
    );
    const verdicts = await Promise.all(guesses);
    expect(login.checked).toBe(50);
    expect(verdicts.filter(({ outcome }) => outcome === 'locked')).toHaveLength(950);
  });

  it('checks exactly a hundred of 1,000 parallel guesses from one address at 1,000 accounts', async () => {
    const guesses = Array.from({ length: 1_000 }, (_, index) =>
      login.guess({ account: `victim-${index}`, address: HERE.address }),
    );
    const verdicts = await Promise.all(guesses);
    expect(login.checked).toBe(100);
    expect(verdicts.find(({ outcome }) => outcome === 'address-limited')).toEqual({
      outcome: 'address-limited',
      retryAfterSeconds: 900,
    });
    login.now += 900_000;
    expect(await login.fail({ account: 'victim-999', address: HERE.address }, 1)).toEqual(['rejected']);
  });

  it('gains an attacker nothing to be right about an account of his own in between', async () => {
    for (let round = 0; round < 150; round += 1) {
      await login.fail({ account: `victim-${round}`, address: HERE.address }, 1);
      if (round < 99) await login.signIn({ account: 'attacker', address: HERE.address });
    }
    expect(login.checked).toBe(100 + 99);
  });

  it('lets no right guess of one window make room in the next', async () => {
    let finish = (): void => undefined;
    const slow = login.protection.check({ account: 'attacker', address: HERE.address }, async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return 'attacker';
    });
    await new Promise(setImmediate);
    login.now += 900_000;
    await login.fail({ account: 'victim', address: HERE.address }, 1);
    finish();
    expect((await slow).outcome).toBe('accepted');
    for (let index = 0; index < 120; index += 1)
      await login.fail({ account: `victim-${index}`, address: HERE.address }, 1);
    expect(login.checked).toBe(100);
  });

  it('locks an account that is attacked from everywhere, but for an address that has signed in to it', async () => {
    await login.signIn(HERE);
    await login.attackFromEverywhere(HERE.account);
    expect(await login.guess({ ...HERE, address: '203.0.113.9' }, true)).toMatchObject({ outcome: 'locked' });
    expect(await login.guess(HERE, true)).toMatchObject({ outcome: 'accepted' });
  });

  it('lets nobody lock out a known device: not from everywhere, and not from its own address', async () => {
    const deviceToken = await login.signIn(HERE);
    await login.attackFromEverywhere(HERE.account);
    await login.fail(HERE, 10);
    for (let index = 0; index < 100; index += 1)
      await login.fail({ account: `victim-${index}`, address: HERE.address }, 1);
    expect((await login.guess(HERE, true)).outcome).not.toBe('accepted');
    expect(await login.guess({ ...HERE, deviceToken }, true)).toMatchObject({ outcome: 'accepted' });
  });

  it('gives a stolen device token five guesses, and counts them for the address too', async () => {
    const deviceToken = await login.signIn(HERE);
    const thief = { ...HERE, address: '203.0.113.66', deviceToken };
    expect(await login.fail(thief, 6)).toEqual([...Array(5).fill('rejected'), 'locked']);
    expect(await login.fail({ ...thief, address: '203.0.113.67' }, 1)).toEqual(['locked']);
    expect(await login.fail({ account: thief.account, address: thief.address }, 1)).toEqual(['locked']);
  });

  it('takes no device token of another account, of another key, tampered with or too old', async () => {
    const deviceToken = await login.signIn(HERE);
    await login.attackFromEverywhere('carol@example.com');
    await login.attackFromEverywhere(HERE.account);
    const elsewhere = { ...HERE, address: '203.0.113.9' };
    const refusedWith = async (attempt: LoginAttempt, protection = login.protection): Promise<string> =>
      (await login.guess(attempt, true, protection)).outcome;
    const flipped = `${deviceToken.startsWith('A') ? 'B' : 'A'}${deviceToken.slice(1)}`;
    const otherKey = login.instance({ deviceKeys: [new Uint8Array(32).fill(8)] });
    expect(await refusedWith({ ...elsewhere, account: 'carol@example.com', deviceToken })).toBe('locked');
    expect(await refusedWith({ ...elsewhere, deviceToken: flipped })).toBe('locked');
    expect(await refusedWith({ ...elsewhere, deviceToken: `${deviceToken}.` })).toBe('locked');
    expect(await refusedWith({ ...elsewhere, deviceToken }, otherKey)).toBe('locked');
    login.now += 30 * 24 * HOUR_SECONDS * 1_000;
    await login.attackFromEverywhere(HERE.account);
    expect(await refusedWith({ ...elsewhere, deviceToken })).toBe('locked');
  });

  it('goes on knowing devices while the key that signs is replaced', async () => {
    const deviceToken = await login.signIn(HERE);
    await login.attackFromEverywhere(HERE.account);
    const rotated = login.instance({ deviceKeys: [new Uint8Array(32).fill(8), KEY] });
    const verdict = await login.guess({ ...HERE, address: '203.0.113.9', deviceToken }, true, rotated);
    expect(verdict.outcome).toBe('accepted');
  });

  it('counts for all instances of one store together', async () => {
    const other = login.instance();
    await login.fail(HERE, 3);
    for (let time = 0; time < 2; time += 1) await login.guess(HERE, false, other);
    expect(await login.fail(HERE, 1)).toEqual(['locked']);
  });

  it('counts all addresses of an IPv6 /64 as one', async () => {
    for (let host = 1; host <= 5; host += 1)
      await login.fail({ ...HERE, address: `2001:db8:1:2::${host}` }, 1);
    expect(await login.fail({ ...HERE, address: '2001:db8:1:2:ffff::1' }, 1)).toEqual(['locked']);
  });

  it('checks no password while the store cannot count', async () => {
    const broken = login.instance({
      store: {
        ...noStore(),
        get: () => undefined,
      },
    });
    await expect(login.guess(HERE, true, broken)).rejects.toThrow('ZT_DEPENDENCY_UNAVAILABLE');
    expect(login.checked).toBe(0);
  });

  it('stores neither accounts nor addresses in the clear', async () => {
    const keys: string[] = [];
    const set = login.store.set.bind(login.store);
    login.store.set = (entry) => {
      keys.push(entry.key, entry.value);
      set(entry);
    };
    await login.fail(HERE, 5);
    await login.signIn({ ...HERE, address: '192.0.2.2' });
    expect(keys.length).toBeGreaterThan(3);
    expect(keys.join()).not.toMatch(/bob|192\.0\.2/);
  });

  it('lists every unfit option at once', () => {
    const options = { deviceKeys: [new Uint8Array(31)], maxFailures: 0, forgetAfterSeconds: 10 } as const;
    expect(() => login.instance(options)).toThrow(
      /ZT_OPTIONS_INVALID.*3 things[\s\S]*maxFailures[\s\S]*forgetAfterSeconds[\s\S]*deviceKeys/,
    );
  });
});

function noStore(): LoginProtectionOptions['store'] {
  const fail = () => Promise.reject(new DependencyUnavailableError('state store', 'is down'));
  return { increment: fail, setIfAbsent: fail, set: fail, get: fail, delete: fail };
}
