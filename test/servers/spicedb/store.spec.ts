import { randomUUID } from 'node:crypto';
import { RelationshipError, type RelationshipEngine, type Tuple } from 'nestjs-zero-trust';
import { spicedb, type SpiceDbOptions } from 'nestjs-zero-trust/spicedb';
import { describe, expect, it } from 'vitest';
import { MODEL, TUPLES } from '../../library/support/model.js';
import { serverVariable } from '../support/server-url.js';

const ODD = `model
  schema 1.1
type U
type My-Doc
  relations
    define owner: [U, U:*]
    define can-view: owner
    define ab: [U with lt] but not blocked
    define blocked: [U]
condition lt(x: int, unused: string) {
  x < 100
}`;

const IDS = ['alice@example.com', 'a.b', 'a=2Eb', '100%', '😀', "o'brien", '文書'];

async function createEngine(options: Partial<SpiceDbOptions>): Promise<RelationshipEngine> {
  const endpoint = serverVariable('SPICEDB_TESTING_ENDPOINT');
  return spicedb({ endpoint, token: randomUUID(), ...options }).create();
}

async function reasonOf(act: () => unknown): Promise<unknown> {
  try {
    await act();
    return 'done';
  } catch (error) {
    if (error instanceof RelationshipError) return error.reason;
    throw error;
  }
}

describe('the schema on SpiceDB', () => {
  it('is written once and found again, tuples and all', async () => {
    const token = randomUUID();
    await createEngine({ token, model: MODEL, tuples: TUPLES });
    const again = await createEngine({ token, model: `# unchanged\n${MODEL}`, writeSchema: false });
    expect(await again.read({})).toHaveLength(TUPLES.length);
  });

  it('is refused at start where it may not be written, or would drop tuples', async () => {
    const token = randomUUID();
    const [other = ''] = MODEL.split('type order');
    expect(await reasonOf(() => createEngine({ token, model: MODEL, writeSchema: false }))).toBe(
      'invalid_configuration',
    );
    const engine = await createEngine({ token, model: MODEL, tuples: TUPLES });
    expect(await reasonOf(() => createEngine({ token, model: other }))).toBe('invalid_configuration');
    expect(await engine.read({})).toHaveLength(TUPLES.length);
  });

  it('can change where no tuple is lost by it', async () => {
    const token = randomUUID();
    await createEngine({ token, model: MODEL, tuples: TUPLES });
    const wider = MODEL.replace('define member: [user] or admin', 'define member: [user, user:*] or admin');
    expect(wider).not.toBe(MODEL);
    const engine = await createEngine({ token, model: wider, tuples: ['organization:open#member@user:*'] });
    const question = { subject: 'user:anybody', relation: 'member', object: 'organization:open' };
    expect(await engine.check(question)).toEqual({ allowed: true });
  });

  it('names the condition that SpiceDB cannot hold', async () => {
    const model = ODD.replace('x: int', 'x: uint').replace('100', '100u');
    await expect(createEngine({ model })).rejects.toThrow(/refuses the schema of the model: .*caveat/u);
  });
});

describe('names and ids that SpiceDB does not take', () => {
  it.each(IDS)('%s is stored, asked for, listed and deleted', async (id) => {
    const engine = await createEngine({ model: ODD });
    const tuple = { subject: `U:${id}`, relation: 'owner', object: `My-Doc:${id}` };
    await engine.write({ writes: [tuple] });
    const question = { ...tuple, relation: 'can-view' };
    expect(await engine.check(question)).toEqual({ allowed: true });
    expect(await engine.read(tuple)).toEqual([tuple]);
    expect(await engine.listObjects({ ...question, type: 'My-Doc' })).toEqual([tuple.object]);
    expect(await engine.listSubjects({ ...question, kind: 'U' })).toEqual([tuple.subject]);
    await engine.write({ deletes: [tuple] });
    expect(await engine.check(question)).toEqual({ allowed: false });
  });

  it('are kept apart when they look alike', async () => {
    const engine = await createEngine({ model: ODD });
    await engine.write({ writes: [{ subject: 'U:a=2Eb', relation: 'owner', object: 'My-Doc:1' }] });
    const question = { subject: 'U:a.b', relation: 'owner', object: 'My-Doc:1' };
    expect(await engine.check(question)).toEqual({ allowed: false });
  });
});

describe('a question that SpiceDB has no words for', () => {
  it('is answered for everyone of a type', async () => {
    const engine = await createEngine({ model: ODD, tuples: ['My-Doc:1#owner@U:*', 'My-Doc:2#owner@U:a'] });
    const everyone = { subject: 'U:*', relation: 'can-view' };
    expect(await engine.check({ ...everyone, object: 'My-Doc:1' })).toEqual({ allowed: true });
    expect(await engine.check({ ...everyone, object: 'My-Doc:2' })).toEqual({ allowed: false });
    expect(await engine.listObjects({ ...everyone, type: 'My-Doc' })).toEqual(['My-Doc:1']);
  });

  it('is answered with contextual tuples, in checks, batches and lists', async () => {
    const engine = await createEngine({ model: MODEL, tuples: TUPLES });
    const contextualTuples = [
      { object: 'order:new', relation: 'organization', subject: 'organization:new' },
      { object: 'organization:new', relation: 'member', subject: 'user:ann' },
    ];
    const question = { subject: 'user:ann', relation: 'viewer', object: 'order:new', contextualTuples };
    expect(await engine.check(question)).toEqual({ allowed: true });
    const stranger = { ...question, subject: 'user:nobody' };
    const results = await engine.batchCheck([question, stranger, { ...question, contextualTuples: [] }]);
    expect(results.map(({ allowed }) => allowed)).toEqual([true, false, false]);
    expect(await engine.listObjects({ ...question, type: 'order' })).toEqual(['order:new']);
    expect(await engine.listSubjects({ ...question, kind: 'user' })).toEqual(['user:ann']);
    expect(await engine.read({ object: 'order:new' })).toEqual([]);
  });
});

describe('a change on SpiceDB', () => {
  const conditional = {
    subject: 'U:a',
    relation: 'ab',
    object: 'My-Doc:1',
    condition: { name: 'lt', context: { x: 1 } },
  };

  it('keeps conditions with all their values', async () => {
    const engine = await createEngine({ model: ODD });
    const condition = { name: 'lt', context: { x: 1, unused: 'kept' } };
    await engine.write({ writes: [{ ...conditional, condition }] });
    expect(await engine.read({})).toEqual([{ ...conditional, condition }]);
    expect(await engine.check(conditional)).toEqual({ allowed: true });
  });

  it('takes a tuple with another condition for no duplicate', async () => {
    const engine = await createEngine({ model: ODD });
    await engine.write({ writes: [conditional] });
    const write = (x: number) =>
      engine.write(
        { writes: [{ ...conditional, condition: { name: 'lt', context: { x } } }] },
        { onDuplicate: 'ignore' },
      );
    expect(await reasonOf(() => write(1))).toBe('done');
    expect(await reasonOf(() => write(2))).toBe('tuple_already_exists');
    expect(await engine.read({})).toEqual([conditional]);
  });

  it('denies what depends on a value that nobody gave, and on one of another type', async () => {
    const engine = await createEngine({ model: ODD });
    await engine.write({ writes: [{ ...conditional, condition: { name: 'lt' } }] });
    const { condition: _, ...question } = conditional;
    expect(await reasonOf(() => engine.check(question))).toBe('condition_undecided');
    expect(await reasonOf(() => engine.check({ ...question, context: { x: 'many' } }))).toBe(
      'invalid_context',
    );
    expect(await reasonOf(() => engine.listObjects({ ...question, type: 'My-Doc' }))).toBe(
      'condition_undecided',
    );
    expect(await reasonOf(() => engine.listSubjects({ ...question, kind: 'U' }))).toBe('condition_undecided');
    expect((await engine.explain(question)).tree.outcome).toBe('undecided');
  });

  it('of a tuple that cannot exist deletes nothing, and says so', async () => {
    const engine = await createEngine({ model: ODD });
    const impossible: readonly Tuple[] = [
      { object: 'My-Doc:1', relation: 'can-view', subject: 'U:a' },
      { object: 'gone:1', relation: 'owner', subject: 'U:a' },
      { object: 'My-Doc:1', relation: 'owner', subject: 'gone:a' },
      { object: 'My-Doc:1', relation: 'blocked', subject: 'U:*' },
    ];
    for (const tuple of impossible) {
      const change = { deletes: [tuple] };
      expect(await reasonOf(() => engine.write(change))).toBe('tuple_not_found');
      expect(await reasonOf(() => engine.write(change, { onMissing: 'ignore' }))).toBe('done');
    }
  });

  it('is done once by 20 writers at once', async () => {
    const engine = await createEngine({ model: MODEL });
    const writes = [{ subject: 'user:bob', relation: 'admin', object: 'organization:acme' }];
    const write = () => reasonOf(() => engine.write({ writes }, { onDuplicate: 'ignore' }));
    expect(new Set(await Promise.all(Array.from({ length: 20 }, write)))).toEqual(new Set(['done']));
    expect(await engine.read({})).toEqual(writes);
  });

  it('is seen by a question that carries its token, where answers may be old', async () => {
    const engine = await createEngine({ model: MODEL, consistency: 'minimize_latency' });
    const admin = { subject: 'user:bob', relation: 'admin', object: 'organization:acme' };
    expect(await engine.check(admin)).toEqual({ allowed: false });
    const { token } = await engine.write({ writes: [admin] });
    expect(await engine.check(admin, { atLeast: token })).toEqual({ allowed: true });
    const deletion = await engine.write({ deletes: [admin] });
    expect(await engine.check(admin, { atLeast: deletion.token })).toEqual({ allowed: false });
    await expect(engine.check(admin, { atLeast: 'of another engine' })).rejects.toThrow(/SpiceDB/);
  });
});

it('a wrong key opens nothing', async () => {
  const options = { endpoint: serverVariable('SPICEDB_ENDPOINT'), token: 'wrong', model: MODEL };
  await expect(spicedb(options).create()).rejects.toThrow(/PermissionDenied/);
});
