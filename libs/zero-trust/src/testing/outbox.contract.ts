import {
  OutboxClaimLostError,
  type EntryFilter,
  type Outbox,
  type OutboxClaim,
} from '../authorization/relationships/outbox/outbox.port.js';
import type { TupleLedger } from '../authorization/relationships/outbox/tuple-ledger.port.js';
import { formatTuple, parseTuple, type Tuple } from '../authorization/relationships/tuple.js';
import type { ContractTestApi } from './relationship-engine.contract.js';

/** An outbox under test, the ledger that fills it, and the passing of its time. */
export interface OutboxUnderTest {
  readonly outbox: Outbox;
  readonly ledger: TupleLedger;
  /** Lets time pass: at least so many milliseconds for the outbox. */
  advance(ms: number): Promise<void>;
}

/** An outbox to hold to the contract, and the runner to do it with. */
export interface OutboxContract {
  readonly name: string;
  /** Makes an empty one. */
  readonly createOutbox: () => Promise<OutboxUnderTest>;
  readonly testApi: ContractTestApi;
}

const LEASE_MS = 200;
const ONE = parseTuple('order:1#creator@user:anne');
const TWO = parseTuple('order:2#creator@user:anne');
const CONDITIONED: Tuple = {
  ...parseTuple('order:3#reader@user:*'),
  condition: { name: 'in_hours', context: { from: 9, days: ['monday'] } },
};

/** Declares the tests that every {@link Outbox} passes, whatever is behind it. */
export function outboxContract(contract: OutboxContract): void {
  contract.testApi.describe(`${contract.name}: contract of a relationship outbox`, () => {
    entries(contract);
    claims(contract);
    settlements(contract);
    repairs(contract);
  });
}

function entries({ createOutbox, testApi: { it, expect } }: OutboxContract): void {
  it('has every committed change in its order, with its condition, and nothing that did not happen', async () => {
    const { ledger, outbox } = await createOutbox();
    await ledger.write({ writes: [ONE] });
    await ledger.write({ writes: [CONDITIONED] });
    await ledger.write({ writes: [ONE] }, { onDuplicate: 'ignore' });
    await ledger.write({ deletes: [ONE] });
    await ledger.write({ deletes: [TWO] }, { onMissing: 'ignore' });
    const { fresh, parked, hasMore } = await outbox.undelivered({ limit: 10 });
    expect(fresh.map(({ op, tuple }) => [op, tuple])).toEqual([
      ['write', ONE],
      ['write', CONDITIONED],
      ['delete', ONE],
    ]);
    expect([parked, hasMore]).toEqual([[], false]);
    const sequence = fresh.map(({ seq }) => seq);
    expect(sequence).toEqual(sequence.toSorted((one, other) => one - other));
  });

  it('says when there is more than was asked for', async () => {
    const { ledger, outbox } = await createOutbox();
    await ledger.write({ writes: [ONE, TWO] });
    const { fresh, hasMore } = await outbox.undelivered({ limit: 1 });
    expect([fresh.map(({ tuple }) => tuple), hasMore]).toEqual([[ONE], true]);
  });

  it('gives only what is about some relations, parked or not, where it is asked to', async () => {
    const { ledger, outbox } = await createOutbox();
    const claim = await claimed(outbox, 'a');
    await ledger.write({ writes: [CONDITIONED] });
    const [first] = (await outbox.undelivered({ limit: 1 })).fresh;
    await outbox.settle(claim, { position: first?.seq ?? 0, park: first === undefined ? [] : [first] });
    await ledger.write({ writes: [ONE, TWO] });
    const about = async (...filters: readonly EntryFilter[]): Promise<readonly string[]> => {
      const { parked, fresh, hasMore } = await outbox.undelivered({ limit: 2, about: filters });
      return [...parked, ...fresh].map(({ tuple }) => tuple.object).concat(hasMore ? ['more'] : []);
    };
    const creator = { type: 'order', relation: 'creator' };
    expect(await about(creator)).toEqual(['order:1', 'order:2']);
    expect(await about({ ...creator, object: 'order:2' })).toEqual(['order:2']);
    expect(await about({ type: 'order', relation: 'reader' }, { ...creator, type: 'ord' })).toEqual([
      'order:3',
    ]);
  });

  it('tells how many changes wait, and for how long', async () => {
    const { advance, ledger, outbox } = await createOutbox();
    expect(await outbox.lag()).toEqual({ entries: 0, parked: 0, oldestSeconds: 0 });
    await ledger.write({ writes: [ONE, TWO] });
    await advance(LEASE_MS);
    const lag = await outbox.lag();
    expect([lag.entries, lag.parked, lag.oldestSeconds >= LEASE_MS / 1_000]).toEqual([2, 0, true]);
  });
}

function claims({ createOutbox, testApi: { it, expect } }: OutboxContract): void {
  it('lets one holder deliver at a time, who may renew its claim, and the next one when its time is over', async () => {
    const { advance, outbox } = await createOutbox();
    const first = await claimed(outbox, 'a');
    expect(await outbox.claim({ holder: 'b', leaseMs: LEASE_MS })).toEqual(undefined);
    expect((await claimed(outbox, 'a')).fence).toEqual(first.fence);
    await advance(LEASE_MS);
    const second = await claimed(outbox, 'b');
    expect([second.fence > first.fence, await outbox.claim({ holder: 'a', leaseMs: LEASE_MS })]).toEqual([
      true,
      undefined,
    ]);
  });

  it('lets exactly one of many that come at once deliver', async () => {
    const { outbox } = await createOutbox();
    const attempts = Array.from({ length: 20 }, async (_, racer) =>
      outbox.claim({ holder: `racer-${racer}`, leaseMs: LEASE_MS }),
    );
    const won = (await Promise.all(attempts)).filter((claim) => claim !== undefined);
    expect(won.length).toEqual(1);
  });

  it('lets the next one go on at once when a claim is given up, and nobody when another one is', async () => {
    const { outbox } = await createOutbox();
    const first = await claimed(outbox, 'a');
    await outbox.release(first);
    await claimed(outbox, 'b');
    await outbox.release(first);
    expect(await outbox.claim({ holder: 'c', leaseMs: LEASE_MS })).toEqual(undefined);
  });
}

function settlements({ createOutbox, testApi: { it, expect } }: OutboxContract): void {
  it('forgets what was delivered, keeps what is parked, and lets that go when it was taken after all', async () => {
    const { ledger, outbox } = await createOutbox();
    const claim = await claimed(outbox, 'a');
    await ledger.write({ writes: [ONE] });
    await ledger.write({ writes: [CONDITIONED] });
    const { fresh } = await outbox.undelivered({ limit: 10 });
    await outbox.settle(claim, { position: fresh.at(-1)?.seq ?? 0, park: fresh.slice(1) });
    const waiting = await outbox.undelivered({ limit: 10 });
    expect(waiting).toEqual({ parked: fresh.slice(1), fresh: [], hasMore: false });
    expect((await outbox.lag()).parked).toEqual(1);
    await outbox.settle(claim, { unpark: waiting.parked });
    expect(await outbox.undelivered({ limit: 10 })).toEqual({ parked: [], fresh: [], hasMore: false });
  });

  it('never goes back, so that a settlement that comes twice or late changes nothing', async () => {
    const { ledger, outbox } = await createOutbox();
    const claim = await claimed(outbox, 'a');
    await ledger.write({ writes: [ONE, TWO] });
    const { fresh } = await outbox.undelivered({ limit: 10 });
    for (const { seq } of fresh.toReversed()) await outbox.settle(claim, { position: seq });
    expect((await outbox.undelivered({ limit: 10 })).fresh).toEqual([]);
  });

  it('settles nothing for a holder whose claim has passed to another', async () => {
    const { advance, ledger, outbox } = await createOutbox();
    const lost = await claimed(outbox, 'a');
    await ledger.write({ writes: [ONE] });
    const { fresh } = await outbox.undelivered({ limit: 10 });
    await advance(LEASE_MS);
    await claimed(outbox, 'b');
    const error = await attempt(() => outbox.settle(lost, { position: fresh[0]?.seq ?? 0, park: fresh }));
    expect(error instanceof OutboxClaimLostError).toEqual(true);
    expect(await outbox.undelivered({ limit: 10 })).toEqual({ parked: [], fresh, hasMore: false });
  });
}

function repairs({ createOutbox, testApi: { it, expect } }: OutboxContract): void {
  it('puts the present state of tuples in line once more, whatever whoever asks takes it to be', async () => {
    const { ledger, outbox } = await createOutbox();
    const claim = await claimed(outbox, 'a');
    await ledger.write({ writes: [ONE, CONDITIONED] });
    const { fresh } = await outbox.undelivered({ limit: 10 });
    await outbox.settle(claim, { position: fresh.at(-1)?.seq ?? 0 });
    await outbox.touch([ONE, TWO, parseTuple(formatTuple(CONDITIONED))]);
    const touched = (await outbox.undelivered({ limit: 10 })).fresh.toSorted((one, other) =>
      one.tuple.object.localeCompare(other.tuple.object),
    );
    expect(touched.map(({ op, tuple }) => [op, tuple])).toEqual([
      ['write', ONE],
      ['delete', TWO],
      ['write', CONDITIONED],
    ]);
    expect((await ledger.read({})).length).toEqual(2);
  });

  it('has a ledger that gives every tuple, page by page', async () => {
    const { ledger } = await createOutbox();
    await ledger.write({ writes: [ONE, TWO, CONDITIONED] });
    const pages: (readonly Tuple[])[] = [];
    for await (const page of ledger.pages({ pageSize: 2 })) pages.push(page);
    expect(pages.map(({ length }) => length)).toEqual([2, 1]);
    expect(pages.flat().map(formatTuple).toSorted()).toEqual(
      [ONE, TWO, CONDITIONED].map(formatTuple).toSorted(),
    );
  });
}

async function claimed(outbox: Outbox, holder: string): Promise<OutboxClaim> {
  const claim = await outbox.claim({ holder, leaseMs: LEASE_MS });
  if (claim === undefined) throw new Error(`${holder} was not given the claim`);
  return claim;
}

async function attempt(action: () => unknown): Promise<unknown> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error;
  }
}
