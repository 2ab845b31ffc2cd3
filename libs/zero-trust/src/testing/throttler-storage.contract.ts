import type { ThrottlerStorage } from '@nestjs/throttler';
import type { ContractTestApi } from './relationship-engine.contract.js';

/** A storage under test and the passing of its time. */
export interface ThrottlerStorageUnderTest {
  /** Empty at first. */
  readonly storage: ThrottlerStorage;
  /** Lets time pass: at least so many milliseconds for the storage. */
  advance(ms: number): Promise<void>;
}

/** A storage to hold to the contract, and the runner to do it with. */
export interface ThrottlerStorageContract {
  readonly name: string;
  readonly createStorage: () => Promise<ThrottlerStorageUnderTest>;
  readonly testApi: ContractTestApi;
}

const MINUTE_MS = 60_000;
const WINDOW_MS = 400;
const RACERS = 200;

interface Hit {
  readonly key?: string;
  readonly throttlerName?: string;
  readonly ttlMs?: number;
  readonly limit?: number;
  readonly blockDurationMs?: number;
}

type Verdict = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Declares the tests that every storage passes which this package may count limits in. */
export function throttlerStorageContract(contract: ThrottlerStorageContract): void {
  contract.testApi.describe(`${contract.name}: contract of a throttler storage`, () => {
    windows(contract);
    blocks(contract);
    keys(contract);
    races(contract);
  });
}

function windows({ createStorage, testApi: { it, expect } }: ThrottlerStorageContract): void {
  it('accepts `limit` hits in a window and blocks the next, saying for how long', async () => {
    const { storage } = await createStorage();
    const accepted = { timeToExpire: 60, isBlocked: false, timeToBlockExpire: 0 };
    expect(await hit(storage)).toEqual({ totalHits: 1, ...accepted });
    expect(await hit(storage)).toEqual({ totalHits: 2, ...accepted });
    const blocked = { totalHits: 3, timeToExpire: 60, isBlocked: true, timeToBlockExpire: 60 };
    expect(await hit(storage)).toEqual(blocked);
    expect(await hit(storage)).toEqual(blocked);
  });

  it('starts a new window when one ends, whether it was exceeded or not', async () => {
    const { storage, advance } = await createStorage();
    await hit(storage, { key: 'quiet', ttlMs: WINDOW_MS });
    for (let count = 0; count < 5; count += 1) await hit(storage, { key: 'loud', ttlMs: WINDOW_MS });
    await advance(WINDOW_MS);
    expect((await hit(storage, { key: 'quiet', ttlMs: WINDOW_MS })).totalHits).toEqual(1);
    expect((await hit(storage, { key: 'loud', ttlMs: WINDOW_MS })).totalHits).toEqual(1);
  });

  it('does not let a window slide: its end is counted from its first hit', async () => {
    const { storage, advance } = await createStorage();
    await hit(storage, { ttlMs: WINDOW_MS });
    await advance(WINDOW_MS / 2);
    await hit(storage, { ttlMs: WINDOW_MS });
    await advance(WINDOW_MS / 2);
    expect((await hit(storage, { ttlMs: WINDOW_MS })).totalHits).toEqual(1);
  });

  it('accepts nothing at a limit of 0, nor at one that is no number', async () => {
    const { storage } = await createStorage();
    expect((await hit(storage, { key: 'none', limit: 0 })).isBlocked).toEqual(true);
    expect((await hit(storage, { key: 'nan', limit: Number.NaN })).isBlocked).toEqual(true);
  });
}

function blocks({ createStorage, testApi: { it, expect } }: ThrottlerStorageContract): void {
  it('blocks for the block duration if that is longer than the rest of the window', async () => {
    const { storage, advance } = await createStorage();
    const exceed: Hit = { limit: 0, ttlMs: WINDOW_MS, blockDurationMs: 3 * WINDOW_MS };
    expect((await hit(storage, exceed)).timeToBlockExpire).toEqual(Math.ceil((3 * WINDOW_MS) / 1_000));
    await advance(2 * WINDOW_MS);
    expect((await hit(storage, { ...exceed, limit: 9 })).isBlocked).toEqual(true);
    await advance(WINDOW_MS);
    expect((await hit(storage, { ...exceed, limit: 9 })).isBlocked).toEqual(false);
  });

  it('blocks for the rest of the window if the block duration is shorter', async () => {
    const { storage } = await createStorage();
    const verdict = await hit(storage, { limit: 0, blockDurationMs: 1 });
    expect(verdict.timeToBlockExpire).toEqual(60);
  });

  it('does not let hits while blocked lengthen the block', async () => {
    const { storage, advance } = await createStorage();
    const exceed: Hit = { limit: 1, ttlMs: WINDOW_MS, blockDurationMs: WINDOW_MS };
    await hit(storage, exceed);
    await hit(storage, exceed);
    await advance(WINDOW_MS / 2);
    await hit(storage, exceed);
    await advance(WINDOW_MS / 2);
    expect((await hit(storage, exceed)).isBlocked).toEqual(false);
  });
}

function keys({ createStorage, testApi: { it, expect } }: ThrottlerStorageContract): void {
  it('counts keys, throttlers and lengths of window apart', async () => {
    const { storage } = await createStorage();
    await hit(storage, { limit: 1 });
    const others: Hit[] = [{ key: 'other' }, { throttlerName: 'route' }, { ttlMs: 2 * MINUTE_MS }];
    for (const other of others) expect((await hit(storage, { limit: 1, ...other })).isBlocked).toEqual(false);
    expect((await hit(storage, { limit: 1 })).isBlocked).toEqual(true);
  });

  it('is not confused by what a key holds', async () => {
    const { storage } = await createStorage();
    for (const key of ['a:b', 'a', 'a\nb', 'é', ' ', '*', '__proto__', 'blocked', 'k'.repeat(1_000)])
      expect((await hit(storage, { key })).totalHits).toEqual(1);
  });
}

function races({ createStorage, testApi: { it, expect } }: ThrottlerStorageContract): void {
  it('accepts exactly `limit` of many hits that come at once', async () => {
    const { storage } = await createStorage();
    const verdicts = await Promise.all(
      Array.from({ length: RACERS }, () => hit(storage, { limit: RACERS / 4 })),
    );
    expect(verdicts.filter(({ isBlocked }) => !isBlocked).length).toEqual(RACERS / 4);
  });
}

function hit(storage: ThrottlerStorage, hitOptions: Hit = {}): Promise<Verdict> {
  const {
    key = 'alice',
    throttlerName = 'principal',
    ttlMs = MINUTE_MS,
    limit = 2,
    blockDurationMs = 0,
  } = hitOptions;
  return storage.increment(key, ttlMs, limit, blockDurationMs, throttlerName);
}
