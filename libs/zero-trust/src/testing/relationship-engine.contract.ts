import type { RelationshipEngine } from '../authorization/relationships/relationship-engine.port.js';
import { parseTuple, type Tuple } from '../authorization/relationships/tuple.js';
import {
  CHECK_CASES,
  CONTRACT_MODEL,
  CONTRACT_TUPLES,
  REFUSED_CHECKS,
} from './relationship-engine.contract-cases.js';
import { outcomeOf, type ContractFeature } from './relationship-engine.contract-feature.js';
import { engineWithFeatures, FEATURE_CASES } from './relationship-engine.contract-features.js';

export type { ContractFeature } from './relationship-engine.contract-feature.js';

/** The parts of a test runner that a contract needs; those of vitest, jest and `node:test` with an `expect` fit. */
export interface ContractTestApi {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
  expect(actual: unknown): { toEqual(expected: unknown): unknown };
}

/** What an engine cannot do, and why; it is not asked about that, and the reason is printed. */
export interface InapplicableFeature {
  readonly feature: ContractFeature;
  readonly reason: string;
}

/** An engine to hold to the contract, and the runner to do it with. */
export interface RelationshipEngineContract {
  readonly name: string;
  /** Makes an empty engine for a model in the OpenFGA language. */
  readonly createEngine: (model: string) => Promise<RelationshipEngine>;
  readonly testApi: ContractTestApi;
  /** What the engine cannot do, and why. @defaultValue nothing */
  readonly inapplicable?: readonly InapplicableFeature[];
}

/**
 * Declares the tests that every {@link RelationshipEngine} passes, whatever is behind it.
 *
 * @example
 * ```ts
 * relationshipEngineContract({ name: 'mine', createEngine: connect, testApi: { describe, it, expect } });
 * ```
 */
export function relationshipEngineContract(contract: RelationshipEngineContract): void {
  contract.testApi.describe(`${contract.name}: contract of a relationship engine`, () => {
    checks(contract);
    refusals(contract);
    listings(contract);
    changes(contract);
    features(contract);
  });
}

function checks({ createEngine, testApi: { it, expect } }: RelationshipEngineContract): void {
  for (const [promise, query, allowed] of CHECK_CASES) {
    it(promise, async () => {
      const engine = await seeded(createEngine);
      expect(await engine.check(parseTuple(query))).toEqual({ allowed });
    });
  }

  it('answers a batch in the order asked, and an error in it is only its own deny', async () => {
    const engine = await seeded(createEngine);
    const queries = ['order:1#viewer@user:bob', 'order:1#nope@user:bob', 'order:1#viewer@user:carol'];
    const results = await engine.batchCheck(queries.map(parseTuple));
    expect(results.map(({ allowed }) => allowed)).toEqual([true, false, false]);
    expect(results.map(({ error }) => error?.reason)).toEqual([undefined, 'relation_not_found', undefined]);
  });
}

function refusals({ createEngine, testApi: { it, expect } }: RelationshipEngineContract): void {
  const good = { subject: 'user:bob', relation: 'viewer', object: 'order:1' };
  for (const [attack, change, reason] of REFUSED_CHECKS) {
    it(`answers no check with ${attack}`, async () => {
      const engine = await seeded(createEngine);
      expect(await outcomeOf(async () => engine.check({ ...good, ...change } as Tuple))).toEqual(reason);
    });
  }
}

function listings({ createEngine, testApi: { it, expect } }: RelationshipEngineContract): void {
  const cases = [
    ['user:bob', ['order:1', 'order:2']],
    ['user:lena', ['order:1', 'order:3']],
    ['user:alice', ['order:1']],
    ['organization:labs#member', ['order:1', 'order:3']],
    ['user:mallory', []],
  ] as const;
  for (const [subject, orders] of cases) {
    it(`lists exactly the orders that ${subject} may view`, async () => {
      const engine = await seeded(createEngine);
      expect(await engine.listObjects({ subject, relation: 'viewer', type: 'order' })).toEqual(orders);
    });
  }

  it('lists nothing, with an error, for a relation or type that does not exist', async () => {
    const engine = await seeded(createEngine);
    const list = (relation: string, type: string): Promise<unknown> =>
      outcomeOf(async () => engine.listObjects({ subject: 'user:bob', relation, type }));
    expect(await list('owner', 'order')).toEqual('relation_not_found');
    expect(await list('viewer', 'invoice')).toEqual('type_not_found');
  });

  it('knows which relations the model defines', async () => {
    const engine = await seeded(createEngine);
    expect(engine.hasRelation('order', 'viewer')).toEqual(true);
    expect(engine.hasRelation('order', 'owner')).toEqual(false);
    expect(engine.hasRelation('invoice', 'viewer')).toEqual(false);
  });
}

function changes({ createEngine, testApi: { it, expect } }: RelationshipEngineContract): void {
  const bob = parseTuple('organization:acme#member@user:bob');
  const mallory = parseTuple('organization:acme#member@user:mallory');
  const viewing = { subject: 'user:mallory', relation: 'viewer', object: 'order:1' };

  it('grants from the write on and denies from the delete on', async () => {
    const engine = await seeded(createEngine);
    await engine.write({ writes: [mallory] });
    expect(await engine.check(viewing)).toEqual({ allowed: true });
    await engine.write({ deletes: [mallory] });
    expect(await engine.check(viewing)).toEqual({ allowed: false });
  });

  it('writes nothing of a change of which a part is refused', async () => {
    const engine = await seeded(createEngine);
    expect(await outcomeOf(async () => engine.write({ writes: [mallory, bob] }))).toEqual(
      'tuple_already_exists',
    );
    expect(
      await outcomeOf(async () =>
        engine.write({ writes: [mallory], deletes: [parseTuple('order:9#creator@user:bob')] }),
      ),
    ).toEqual('tuple_not_found');
    expect(await engine.read({ subject: 'user:mallory' })).toEqual([]);
  });

  it('takes a repeated write or delete for done where it is told to', async () => {
    const engine = await seeded(createEngine);
    await engine.write({ writes: [mallory, bob] }, { onDuplicate: 'ignore' });
    await engine.write({ deletes: [parseTuple('order:9#creator@user:bob')] }, { onMissing: 'ignore' });
    expect(await engine.check(viewing)).toEqual({ allowed: true });
    expect(await engine.read(bob)).toEqual([bob]);
  });

  it('refuses to write and delete one tuple in one change', async () => {
    const engine = await seeded(createEngine);
    const change = { writes: [mallory], deletes: [mallory] };
    expect(await outcomeOf(async () => engine.write(change))).toEqual('duplicate_tuple_in_request');
  });

  it('refuses tuples that the model does not permit', async () => {
    const engine = await seeded(createEngine);
    const write = (tuple: string): Promise<unknown> =>
      outcomeOf(async () => engine.write({ writes: [parseTuple(tuple)] }));
    expect(await write('order:1#viewer@user:mallory')).toEqual('invalid_tuple');
    expect(await write('order:1#organization@user:mallory')).toEqual('invalid_tuple');
    expect(await write('order:1#creator@organization:acme#member')).toEqual('invalid_tuple');
    // Permitted by its kind, but it holds without being written.
    expect(await write('organization:acme#member@organization:acme#member')).toEqual('invalid_tuple');
    expect(await write('invoice:1#viewer@user:mallory')).toEqual('type_not_found');
    expect(await write('order:1#owner@user:mallory')).toEqual('relation_not_found');
  });

  it('reads stored tuples by any of their parts, and derives none', async () => {
    const engine = await seeded(createEngine);
    const count = async (filter: Parameters<RelationshipEngine['read']>[0]): Promise<number> =>
      (await engine.read(filter)).length;
    expect(await count({})).toEqual(CONTRACT_TUPLES.length);
    expect(await count({ object: 'organization:acme' })).toEqual(3);
    expect(await count({ type: 'order', relation: 'organization' })).toEqual(2);
    expect(await count({ subject: 'user:bob' })).toEqual(2);
    expect(await count({ object: 'order:1', relation: 'viewer' })).toEqual(0);
  });
}

/** What an engine lacks is printed, with the number of promises that it costs and the reason. */
function features({ name, createEngine, testApi, inapplicable = [] }: RelationshipEngineContract): void {
  for (const { feature, reason } of inapplicable) {
    const count = FEATURE_CASES.filter((one) => one.feature === feature).length;
    console.log(`${name}: ${count} promises about ${feature} do not apply: ${reason}`);
  }
  const applicable = FEATURE_CASES.filter(
    ({ feature }) => !inapplicable.some((one) => one.feature === feature),
  );
  for (const { feature, promise, answer } of applicable) {
    testApi.it(`${feature}: ${promise}`, async () => {
      const { actual, expected } = await answer(await engineWithFeatures(createEngine));
      testApi.expect(actual).toEqual(expected);
    });
  }
}

async function seeded(createEngine: RelationshipEngineContract['createEngine']): Promise<RelationshipEngine> {
  const engine = await createEngine(CONTRACT_MODEL);
  await engine.write({ writes: CONTRACT_TUPLES.map(parseTuple) });
  return engine;
}
