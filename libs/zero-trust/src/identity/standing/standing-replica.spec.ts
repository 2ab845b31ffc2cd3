import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { principalOf } from '../../testing/request-builders.js';
import { standingWorld, type StandingWorld } from '../../testing/standing-world.js';
import { MemoryStandingStore } from './memory-standing-store.js';
import { StandingJudge } from './standing-judge.js';
import { StandingReplica } from './standing-replica.js';
import type { StandingPage, StandingStore } from './standing-store.port.js';
import { resolveStandingOptions } from './standing.options.js';

const ISSUER = 'https://auth.test.example';
const ALICE = { issuer: ISSUER, subject: 'alice' };
const BOB = { issuer: ISSUER, subject: 'bob' };
const UNAVAILABLE = { code: 'ZT_DEPENDENCY_UNAVAILABLE', kind: 'unavailable' };

const opened: StandingWorld[] = [];

async function start(store: StandingStore, maxEntries = 1_000): Promise<StandingWorld> {
  const world = await standingWorld({ now: 1_000_000, options: { store, refreshMs: 10, maxEntries } });
  opened.push(world);
  return world;
}

const codeOf = ({ judge }: StandingWorld, subject = 'alice'): string | undefined =>
  judge.judge(principalOf({ subject }))?.code;

/** A store that tests can take away and bring back, or replace by an emptied one. */
class FaultyStore implements StandingStore {
  inner = new MemoryStandingStore();
  fault: (() => never) | undefined;

  write(...[write]: Parameters<StandingStore['write']>): number {
    this.fault?.();
    return this.inner.write(write);
  }

  read(cursor: string | undefined): StandingPage {
    this.fault?.();
    return this.inner.read(cursor);
  }
}

beforeEach(() => {
  vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
  vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
});

afterEach(() => {
  for (const { stop } of opened.splice(0)) stop();
  vi.restoreAllMocks();
});

describe('two instances on one store', () => {
  it('act on what either of them did, the one that did it at once', async () => {
    const store = new MemoryStandingStore();
    const [one, two] = [await start(store), await start(store)];
    await one.standing.lock(ALICE);
    expect(codeOf(one)).toBe('ZT_SUBJECT_LOCKED');
    await expect.poll(() => codeOf(two), { timeout: 1_000 }).toBe('ZT_SUBJECT_LOCKED');
    await two.standing.unlock(ALICE);
    expect(codeOf(two)).toBe(undefined);
    await expect.poll(() => codeOf(one), { timeout: 1_000 }).toBe(undefined);
  });

  it('know from their start on what was done before it', async () => {
    const store = new MemoryStandingStore();
    await (await start(store)).standing.lock(ALICE);
    expect(codeOf(await start(store))).toBe('ZT_SUBJECT_LOCKED');
  });

  it('take no notice any more once they have ended', async () => {
    const store = new MemoryStandingStore();
    const one = await start(store);
    one.stop();
    const read = vi.spyOn(store, 'read');
    await sleep(50);
    expect(read.mock.calls.length).toBe(0);
  });
});

describe('while the store does not answer', () => {
  it('callers are judged by what is known up to the bound, and not a millisecond longer', async () => {
    const store = new FaultyStore();
    const world = await start(store);
    await world.standing.lock(BOB);
    await sleep(30);
    store.fault = fail;
    await sleep(30);
    world.age(5_000);
    expect([codeOf(world), codeOf(world, 'bob')]).toEqual([undefined, 'ZT_SUBJECT_LOCKED']);
    world.age(1);
    expect(world.judge.judge(principalOf())).toMatchObject(UNAVAILABLE);
    expect(() => world.standing.standingOf(ALICE)).toThrow(/ZT_DEPENDENCY_UNAVAILABLE/);
    await sleep(30);
    expect(codeOf(world)).toBe('ZT_DEPENDENCY_UNAVAILABLE');
    store.fault = undefined;
    await expect.poll(() => codeOf(world), { timeout: 1_000 }).toBe(undefined);
  });

  it('nothing is revoked that other instances would not hear of', async () => {
    const store = new FaultyStore();
    const world = await start(store);
    store.fault = fail;
    await expect(world.standing.lock(ALICE)).rejects.toThrow('down');
    expect(codeOf(world)).toBe(undefined);
  });

  it('an instance that starts waits for the first load', async () => {
    const store = new FaultyStore();
    store.fault = fail;
    const starting = standingWorld({ options: { store, refreshMs: 10 } });
    await sleep(100);
    store.inner.write({ key: `subject\nlocked\n${ISSUER}\nalice`, value: 1, ttlMs: undefined });
    store.fault = undefined;
    const world = await starting;
    opened.push(world);
    expect(codeOf(world)).toBe('ZT_SUBJECT_LOCKED');
  });

  it('an instance that has never loaded refuses everybody', () => {
    const replica = new StandingReplica(resolveStandingOptions(), new MemoryStandingStore(), () => 0);
    const judge = new StandingJudge(replica, { now: () => 0 }, { clockToleranceSeconds: 60 });
    expect(judge.judge(principalOf())).toMatchObject(UNAVAILABLE);
  });

  it('operators are told once, and without what the error says', async () => {
    const store = new FaultyStore();
    const world = await start(store);
    store.fault = () => {
      throw new TypeError('redis://app:hunter2@redis');
    };
    await sleep(100);
    expect(vi.mocked(Logger.prototype.error).mock.calls).toEqual([
      [expect.stringMatching(/^Revocations and locks cannot be read \(TypeError\)/)],
    ]);
    store.fault = undefined;
    await expect.poll(() => vi.mocked(Logger.prototype.log).mock.calls.length).toBe(1);
    expect(codeOf(world)).toBe(undefined);
  });
});

describe('a store that hangs', () => {
  it('is given up after a second, and asked again', async () => {
    const inner = new MemoryStandingStore();
    const hang = vi.fn<() => Promise<StandingPage>>(() => new Promise<StandingPage>(() => undefined));
    const store: StandingStore = {
      write: (write) => inner.write(write),
      read: (cursor) => inner.read(cursor),
    };
    const world = await start(store);
    store.read = hang;
    await expect.poll(() => hang.mock.calls.length, { timeout: 5_000 }).toBeGreaterThan(1);
    world.age(10_000);
    expect(codeOf(world)).toBe('ZT_DEPENDENCY_UNAVAILABLE');
  });
});

describe('a store that has lost its data', () => {
  it('gets back what an instance still knows: nobody is let in by a crash', async () => {
    const store = new FaultyStore();
    const world = await start(store);
    await world.standing.lock(ALICE);
    await world.standing.revokeTokensOf(BOB);
    await world.standing.lock({ issuer: ISSUER, subject: 'carol' });
    await world.standing.unlock({ issuer: ISSUER, subject: 'carol' });
    store.inner = new MemoryStandingStore();
    await expect.poll(() => store.inner.size, { timeout: 1_000 }).toBe(2);
    await sleep(30);
    const other = await start(store);
    for (const instance of [world, other])
      expect(['alice', 'bob', 'carol'].map((subject) => codeOf(instance, subject))).toEqual([
        'ZT_SUBJECT_LOCKED',
        'ZT_TOKEN_REVOKED',
        undefined,
      ]);
  });
});

describe('the bound on entries', () => {
  it('refuses a new one, keeps the old ones, and still lets an old one be changed', async () => {
    const world = await start(new MemoryStandingStore(), 2);
    await world.standing.lock(ALICE);
    await world.standing.lock(BOB);
    const third = { issuer: ISSUER, subject: 'carol' };
    await expect(world.standing.lock(third)).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
    await expect(world.standing.lock(third)).rejects.toThrow(/is full with 2 entries; raise 'standing.max/);
    expect([codeOf(world), codeOf(world, 'bob')]).toEqual(['ZT_SUBJECT_LOCKED', 'ZT_SUBJECT_LOCKED']);
    await world.standing.unlock(ALICE);
    expect(codeOf(world)).toBe(undefined);
  });

  it('does not count what has expired', async () => {
    const world = await start(new MemoryStandingStore(), 1);
    await world.standing.revokeToken({ issuer: ISSUER, tokenId: 'a' });
    world.age(3_720_001);
    await world.standing.revokeToken({ issuer: ISSUER, tokenId: 'b' });
    expect(world.replica.table.size).toBe(1);
  });
});

describe('an entry that this version does not know', () => {
  it.each(['subject\nbanned\nhttps://auth.test.example\nalice', 'nonsense', 'token\nrevoked\n\na'])(
    'is not passed over, as it may be a lock: %j',
    async (key) => {
      const store = new MemoryStandingStore();
      const world = await start(store);
      store.write({ key, value: 1, ttlMs: undefined });
      await sleep(30);
      world.age(5_001);
      await sleep(30);
      expect(codeOf(world)).toBe('ZT_DEPENDENCY_UNAVAILABLE');
    },
  );
});

function fail(): never {
  throw new Error('down');
}
