import type {
  StandingChange,
  StandingPage,
  StandingStore,
  StandingWrite,
} from '../identity/standing/standing-store.port.js';
import type { ContractTestApi } from './relationship-engine.contract.js';

/** A store under test and the passing of its time. */
export interface StandingStoreUnderTest {
  /** Empty at first. */
  readonly store: StandingStore;
  /** Lets time pass: at least so many milliseconds for the store. */
  advance(ms: number): Promise<void>;
}

/** A store to hold to the contract, and the runner to do it with. */
export interface StandingStoreContract {
  readonly name: string;
  /** May empty what it made before, as long as the cursors of that are not known to it any more. */
  readonly createStore: () => Promise<StandingStoreUnderTest>;
  readonly testApi: ContractTestApi;
}

const LONG_MS = 60_000;
const SHORT_MS = 300;
const WRITERS = 200;
/** More than a page of any store should hold. */
const MANY = 1_200;

/** Declares the tests that every {@link StandingStore} passes, whatever is behind it. */
export function standingStoreContract(contract: StandingStoreContract): void {
  contract.testApi.describe(`${contract.name}: contract of a standing store`, () => {
    reading(contract);
    time(contract);
    crowds(contract);
    refusals(contract);
  });
}

function reading({ createStore, testApi: { it, expect } }: StandingStoreContract): void {
  it('begins empty, and gives a cursor from which nothing is missed', async () => {
    const { store } = await createStore();
    const first = await store.read(undefined);
    expect([first.isFromStart, first.changes, first.hasMore]).toEqual([true, [], false]);
    const position = await store.write(fact('a', 1));
    const next = await store.read(first.cursor);
    expect([next.isFromStart, next.hasMore]).toEqual([false, false]);
    expect(next.changes).toEqual([{ key: 'a', value: 1, remainingMs: undefined, position }]);
    expect((await store.read(next.cursor)).changes).toEqual([]);
  });

  it('keeps one value per key: the last that was written, at its own place', async () => {
    const { store } = await createStore();
    await store.write(fact('a', 1));
    const { cursor } = await store.read(undefined);
    await store.write(fact('b\u00e9\n"', 2));
    await store.write(fact('a', 0));
    expect(named((await store.read(cursor)).changes)).toEqual(['b\u00e9\n"=2', 'a=0']);
    expect(named((await store.read(undefined)).changes)).toEqual(['b\u00e9\n"=2', 'a=0']);
  });

  it('begins anew for a cursor that it does not know', async () => {
    const foreign = (await (await createStore()).store.read(undefined)).cursor;
    const { store } = await createStore();
    await store.write(fact('a', 1));
    const { cursor } = await store.read(undefined);
    const ahead = cursor.replace(/\d+$/, '999999');
    for (const unknown of [foreign, '', 'nonsense', ahead].filter((other) => other !== cursor)) {
      const { isFromStart, changes } = await store.read(unknown);
      expect([isFromStart, named(changes)]).toEqual([true, ['a=1']]);
    }
  });
}

function time({ createStore, testApi: { it, expect } }: StandingStoreContract): void {
  it('forgets a fact when its time is over, and counts from the last time that it was written', async () => {
    const { store, advance } = await createStore();
    await store.write(fact('a', 1, SHORT_MS));
    await store.write(fact('b', 1, SHORT_MS));
    await store.write(fact('b', 2, LONG_MS));
    await store.write(fact('c', 1, SHORT_MS));
    await store.write(fact('c', 3));
    await advance(SHORT_MS);
    // Writes sweep what has expired; they must not take what lives with it.
    for (const key of ['d', 'e', 'f']) await store.write(fact(key, 4));
    expect(named((await store.read(undefined)).changes)).toEqual(['b=2', 'c=3', 'd=4', 'e=4', 'f=4']);
  });

  it('says how much of its time a fact has left', async () => {
    const { store, advance } = await createStore();
    await store.write(fact('a', 1, LONG_MS));
    await advance(SHORT_MS);
    const [change] = (await store.read(undefined)).changes;
    const left = change?.remainingMs ?? Number.NaN;
    expect([left > LONG_MS / 2, left <= LONG_MS - SHORT_MS]).toEqual([true, true]);
  });
}

function crowds({ createStore, testApi: { it, expect } }: StandingStoreContract): void {
  it('lets a reader who goes on from cursor to cursor miss none of many that write at once', async () => {
    const { store } = await createStore();
    const keys = Array.from({ length: WRITERS }, (_, index) => `key-${index}`);
    let isWriting = true;
    const seen = new Set<string>();
    const read = async (): Promise<void> => {
      let cursor: string | undefined;
      for (let isLast = false; !isLast;) {
        isLast = !isWriting;
        const page = await store.read(cursor);
        for (const { key } of page.changes) seen.add(key);
        ({ cursor } = page);
        // Lets the writers of a store that answers at once come between.
        await Promise.resolve();
      }
    };
    const reader = read();
    const positions = await Promise.all(keys.map(async (key) => store.write(fact(key, 1))));
    isWriting = false;
    await reader;
    expect(new Set(positions).size).toEqual(WRITERS);
    expect(keys.filter((key) => !seen.has(key))).toEqual([]);
  });

  it('hands over more than a page, each fact once, up to the end', async () => {
    const { store } = await createStore();
    for (let from = 0; from < MANY; from += 100)
      await Promise.all(
        Array.from({ length: 100 }, async (_, index) => store.write(fact(`key-${from + index}`, 1))),
      );
    const pages = await readAll(store);
    expect(pages.map(({ isFromStart }) => isFromStart).filter(Boolean).length).toEqual(1);
    const keys = pages.flatMap(({ changes }) => changes.map(({ key }) => key));
    expect([keys.length, new Set(keys).size]).toEqual([MANY, MANY]);
  });
}

function refusals({ createStore, testApi: { it, expect } }: StandingStoreContract): void {
  it('takes no key, value or time that is out of range', async () => {
    const { store } = await createStore();
    const keys = [{ key: '' }, { key: 'k'.repeat(1_025) }, { key: ['a'] }, { key: null }];
    const values = [{ value: -1 }, { value: 0.5 }, { value: Number.NaN }, { value: '1' }, { value: 2 ** 53 }];
    const times = [{ ttlMs: 0 }, { ttlMs: -1 }, { ttlMs: 1.5 }, { ttlMs: Number.POSITIVE_INFINITY }];
    for (const change of [...keys, ...values, ...times])
      expect(await failure(store, { ...fact('a', 1), ...change } as StandingWrite)).toEqual('RangeError');
    expect((await store.read(undefined)).changes).toEqual([]);
  });
}

function fact(key: string, value: number, ttlMs?: number): StandingWrite {
  return { key, value, ttlMs };
}

function named(changes: readonly StandingChange[]): readonly string[] {
  return changes.map(({ key, value }) => `${key}=${value}`);
}

async function readAll(store: StandingStore): Promise<readonly StandingPage[]> {
  const pages = [await store.read(undefined)];
  for (let page = pages[0]; page?.hasMore === true; pages.push(page)) page = await store.read(page.cursor);
  return pages;
}

async function failure(store: StandingStore, write: StandingWrite): Promise<string> {
  try {
    await store.write(write);
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.name : 'not an Error';
  }
}
