import { RelationshipError } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { MODEL, TUPLES } from '../../library/support/model.js';
import { FaultyProxy } from './faulty-proxy.js';
import { createEngine, createStore, SERVERS, serverUrl } from './live-server.js';

const CONDITIONAL = `model
  schema 1.1
type user
type doc
  relations
    define owner: [user with lt, user:*]
condition lt(x: int, zone: string) {
  x < 100 && zone == "UTC"
}`;

const OWNER = { subject: 'user:a', relation: 'owner', object: 'doc:1' };
const MEMBERS = { object: 'organization:big', relation: 'member', kind: 'user' };

async function reasonOf(act: () => unknown): Promise<unknown> {
  try {
    await act();
    return 'done';
  } catch (error) {
    if (error instanceof RelationshipError) return error.reason;
    throw error;
  }
}

describe.each(SERVERS)('questions to $name', ({ variable }) => {
  it('lists subjects, and refuses a list that the server may have cut', { timeout: 60_000 }, async () => {
    const engine = await createEngine({ apiUrl: serverUrl(variable), model: MODEL, tuples: TUPLES });
    expect(await engine.listSubjects({ ...MEMBERS, object: 'organization:acme' })).toEqual([
      'user:alice',
      'user:bob',
    ]);
    const subjects = Array.from({ length: 1_000 }, (_, index) => `user:${index}`);
    for (let from = 0; from < subjects.length; from += 100) {
      const writes = subjects
        .slice(from, from + 100)
        .map((subject) => ({ subject, relation: 'member', object: 'organization:big' }));
      await engine.write({ writes });
    }
    expect(await reasonOf(() => engine.listSubjects(MEMBERS))).toBe('resolution_too_complex');
    await engine.write({ deletes: [{ subject: 'user:0', relation: 'member', object: 'organization:big' }] });
    expect(await engine.listSubjects(MEMBERS)).toHaveLength(999);
  });

  it('keeps conditions on tuples, and denies what they leave open', async () => {
    const engine = await createEngine({ apiUrl: serverUrl(variable), model: CONDITIONAL });
    const condition = { name: 'lt', context: { zone: 'UTC' } };
    await engine.write({ writes: [{ ...OWNER, condition }] });
    expect(await engine.read({})).toEqual([{ ...OWNER, condition }]);
    expect(await engine.check({ ...OWNER, context: { x: 1 } })).toEqual({ allowed: true });
    expect(await engine.check({ ...OWNER, context: { x: 100 } })).toEqual({ allowed: false });
    expect(await reasonOf(() => engine.check(OWNER))).toBe('condition_undecided');
    expect(await reasonOf(() => engine.check({ ...OWNER, context: { x: 'many' } }))).toBe('invalid_context');
    expect(await reasonOf(() => engine.listObjects({ ...OWNER, type: 'doc' }))).toBe('condition_undecided');
    expect((await engine.explain(OWNER)).tree.outcome).toBe('undecided');
  });

  it('repeats no value of a context in an error', async () => {
    const engine = await createEngine({ apiUrl: serverUrl(variable), model: CONDITIONAL });
    await engine.write({ writes: [{ ...OWNER, condition: { name: 'lt' } }] });
    const asked = engine.check({ ...OWNER, context: { x: 'secret-value', zone: 'UTC' } });
    await expect(asked).rejects.toThrow(/the value of "x" is not what condition "lt" demands$/u);
  });

  it('takes a tuple with another condition for no duplicate', async () => {
    const engine = await createEngine({ apiUrl: serverUrl(variable), model: CONDITIONAL });
    const write = (x: number) =>
      engine.write(
        { writes: [{ ...OWNER, condition: { name: 'lt', context: { x } } }] },
        { onDuplicate: 'ignore' },
      );
    expect([await reasonOf(() => write(1)), await reasonOf(() => write(1))]).toEqual(['done', 'done']);
    expect(await reasonOf(() => write(2))).toBe('tuple_already_exists');
  });
});

describe('the memory for decisions', () => {
  it('spares the server questions, and lets none through that demands freshness', async () => {
    const apiUrl = serverUrl('OPENFGA_URL');
    await using proxy = await FaultyProxy.start(apiUrl);
    const options = { storeId: await createStore(apiUrl), model: MODEL, tuples: TUPLES };
    const engine = await createEngine({ ...options, apiUrl: proxy.url, decisionCacheSeconds: 60 });
    const elsewhere = await createEngine({ ...options, apiUrl });
    const bob = { subject: 'user:bob', relation: 'member', object: 'organization:acme' };
    await engine.check(bob);
    const { requests } = proxy;
    expect(await engine.check(bob)).toEqual({ allowed: true });
    expect(proxy.requests).toBe(requests);
    const { token } = await elsewhere.write({ deletes: [bob] });
    expect(await engine.check(bob)).toEqual({ allowed: true });
    expect(await engine.check(bob, { atLeast: token })).toEqual({ allowed: false });
    await engine.write({ writes: [{ ...bob, subject: 'user:ann' }] });
    expect(await engine.check(bob)).toEqual({ allowed: false });
  });
});
