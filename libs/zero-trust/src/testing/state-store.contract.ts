import { ZeroTrustError } from '../kernel/errors.js';
import type { StateStore } from '../kernel/state-store.port.js';
import type { ContractTestApi } from './relationship-engine.contract.js';

/** A store under test and the passing of its time. */
export interface StateStoreUnderTest {
  /** Empty at first. */
  readonly store: StateStore;
  /** Lets time pass: at least so many milliseconds for the store. */
  advance(ms: number): Promise<void>;
}

/** A store to hold to the contract, and the runner to do it with. */
export interface StateStoreContract {
  readonly name: string;
  readonly createStore: () => Promise<StateStoreUnderTest>;
  readonly testApi: ContractTestApi;
}

const LONG_MS = 60_000;
const SHORT_MS = 300;
const RACERS = 200;

/** Declares the tests that every {@link StateStore} passes, whatever is behind it. */
export function stateStoreContract(contract: StateStoreContract): void {
  contract.testApi.describe(`${contract.name}: contract of a state store`, () => {
    values(contract);
    firstComers(contract);
    counters(contract);
    refusals(contract);
  });
}

function values({ createStore, testApi: { it, expect } }: StateStoreContract): void {
  it('gives back what was set, until it is deleted', async () => {
    const { store } = await createStore();
    expect(await store.get('a')).toEqual(undefined);
    await store.set({ key: 'a', value: 'one\u0000 é \n', ttlMs: LONG_MS });
    await store.set({ key: 'b', value: '', ttlMs: LONG_MS });
    expect([await store.get('a'), await store.get('b')]).toEqual(['one\u0000 é \n', '']);
    expect([await store.delete('a'), await store.delete('a')]).toEqual([true, false]);
    expect([await store.get('a'), await store.get('b')]).toEqual([undefined, '']);
  });

  it('forgets a value when its time is over, and counts from the last time that it was set', async () => {
    const { store, advance } = await createStore();
    await store.set({ key: 'a', value: '1', ttlMs: SHORT_MS });
    await store.set({ key: 'b', value: '1', ttlMs: SHORT_MS });
    await store.set({ key: 'b', value: '2', ttlMs: LONG_MS });
    await advance(SHORT_MS);
    expect([await store.get('a'), await store.get('b')]).toEqual([undefined, '2']);
    expect(await store.delete('a')).toEqual(false);
  });
}

function firstComers({ createStore, testApi: { it, expect } }: StateStoreContract): void {
  it('lets exactly one of many that come at once be the first', async () => {
    const { store } = await createStore();
    const attempts = Array.from({ length: RACERS }, async (_, racer) =>
      store.setIfAbsent({ key: 'jti', value: String(racer), ttlMs: LONG_MS }),
    );
    const won = (await Promise.all(attempts)).map((stored, racer) => (stored ? racer : -1));
    const winners = won.filter((racer) => racer >= 0).map(String);
    expect(winners.length).toEqual(1);
    expect([await store.get('jti')]).toEqual(winners);
  });

  it('does not let a later comer prolong or replace what the first stored', async () => {
    const { store, advance } = await createStore();
    await store.setIfAbsent({ key: 'jti', value: 'first', ttlMs: SHORT_MS });
    expect(await store.setIfAbsent({ key: 'jti', value: 'second', ttlMs: LONG_MS })).toEqual(false);
    expect(await store.get('jti')).toEqual('first');
    await advance(SHORT_MS);
    expect(await store.setIfAbsent({ key: 'jti', value: 'third', ttlMs: LONG_MS })).toEqual(true);
  });
}

function counters({ createStore, testApi: { it, expect } }: StateStoreContract): void {
  it('loses no increment of many that come at once', async () => {
    const { store } = await createStore();
    const add = async (): Promise<number> => (await store.increment({ key: 'n', ttlMs: LONG_MS })).value;
    const counted = await Promise.all(Array.from({ length: RACERS }, add));
    expect(new Set(counted).size).toEqual(RACERS);
    expect(await store.get('n')).toEqual(String(RACERS));
  });

  it('ends a counter by its first increment, however many follow', async () => {
    const { store, advance } = await createStore();
    const first = await store.increment({ key: 'n', ttlMs: 2 * SHORT_MS, by: 5 });
    await advance(SHORT_MS);
    const second = await store.increment({ key: 'n', ttlMs: LONG_MS, by: -2 });
    expect([first.value, second.value]).toEqual([5, 3]);
    expect([first.remainingMs > SHORT_MS, second.remainingMs <= SHORT_MS]).toEqual([true, true]);
    await advance(SHORT_MS);
    expect((await store.increment({ key: 'n', ttlMs: LONG_MS })).value).toEqual(1);
  });

  it('does not take text, nor a number that it cannot hold exactly, for a counter', async () => {
    const { store } = await createStore();
    for (const value of ['text', '', '1.5', '007', '9007199254740991']) {
      await store.set({ key: 'n', value, ttlMs: LONG_MS });
      expect(await failure(async () => store.increment({ key: 'n', ttlMs: LONG_MS }))).toEqual(
        'ZT_DEPENDENCY_UNAVAILABLE',
      );
    }
  });
}

function refusals({ createStore, testApi: { it, expect } }: StateStoreContract): void {
  it('takes no key, value, number or time that is out of range', async () => {
    const { store } = await createStore();
    const good = { key: 'a', value: '1', ttlMs: LONG_MS };
    const bad = [{ key: '' }, { key: 'k'.repeat(1_025) }, { key: ['a'] }, { key: null }, { ttlMs: 0 }];
    const worse = [{ ttlMs: -1 }, { ttlMs: 1.5 }, { ttlMs: Number.NaN }, { ttlMs: Number.POSITIVE_INFINITY }];
    for (const change of [...bad, ...worse, { value: 1 }, { value: undefined }]) {
      const entry = { ...good, ...change } as typeof good;
      expect(await failure(async () => store.set(entry))).toEqual('RangeError');
      expect(await failure(async () => store.setIfAbsent(entry))).toEqual('RangeError');
    }
    expect(await failure(async () => store.increment({ ...good, by: 0.5 }))).toEqual('RangeError');
    expect(await failure(async () => store.get(''))).toEqual('RangeError');
    expect(await store.get('a')).toEqual(undefined);
  });
}

async function failure(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return 'none';
  } catch (error) {
    if (error instanceof ZeroTrustError) return error.code;
    return error instanceof Error ? error.name : 'not an Error';
  }
}
