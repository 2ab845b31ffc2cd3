import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createOutboxWorld,
  type OutboxWorld,
  type OutboxWorldOptions,
} from '../../../testing/outbox-world.js';
import { DependencyUnavailableError } from '../../../kernel/errors.js';
import { RelationshipError } from '../relationship-error.js';
import { parseTuple, type Tuple } from '../tuple.js';

const MODEL = `model
  schema 1.1
type user
type team
  relations
    define member: [user, team#member]
type organization
  relations
    define member: [user]
type order
  relations
    define organization: [organization]
    define creator: [user, user with on_day]
    define editor: creator or member from organization

condition on_day(day: string) {
  day == "monday"
}
`;

const MEMBER = parseTuple('organization:acme#member@user:anne');
const created = (order: number): readonly Tuple[] => [
  parseTuple(`order:${order}#creator@user:anne`),
  parseTuple(`order:${order}#organization@organization:acme`),
];
const may = (subject: string, order: number) => ({ subject, relation: 'editor', object: `order:${order}` });

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function world(options: Partial<OutboxWorldOptions> = {}): OutboxWorld {
  const made = createOutboxWorld({ model: MODEL, ...options });
  stops.push(() => made.delivery.stop());
  return made;
}

/** Delivers everything, then never again. */
async function deliver(made: OutboxWorld): Promise<void> {
  const once = made.anotherDelivery();
  once.start();
  await expect.poll(() => made.outbox.lag().entries, { interval: 5 }).toBe(0);
  await once.stop();
}

describe('an engine elsewhere that has not heard of a change', () => {
  it('grants at once what was added, in checks, batches and both listings', async () => {
    const { engine, remote } = world();
    await engine.write({ writes: [MEMBER, ...created(1)] });
    expect(await engine.check(may('user:anne', 1))).toEqual({ allowed: true });
    expect(await engine.batchCheck([may('user:anne', 1), may('user:bob', 1)])).toEqual([
      { allowed: true },
      { allowed: false },
    ]);
    const wanted = { subject: 'user:anne', relation: 'editor', type: 'order' };
    expect(await engine.listObjects(wanted)).toEqual(['order:1']);
    expect(await engine.listSubjects({ object: 'order:1', relation: 'editor', kind: 'user' })).toEqual([
      'user:anne',
    ]);
    expect((await engine.explain(may('user:anne', 1))).allowed).toBe(true);
    expect(remote.applied).toEqual([]);
  });

  it('answers nothing that can rest on what was removed, and everything else', async () => {
    const made = world();
    const { engine } = made;
    await engine.write({ writes: [MEMBER, ...created(1), ...created(2)] });
    await deliver(made);
    await engine.write({ deletes: created(1) });
    await expect(engine.check(may('user:anne', 1))).rejects.toThrow(DependencyUnavailableError);
    expect(await engine.check(may('user:anne', 2))).toEqual({ allowed: true });
    const wanted = { subject: 'user:anne', relation: 'editor', type: 'order' };
    await expect(engine.listObjects(wanted)).rejects.toThrow('were not delivered within 150 ms');
    await deliver(made);
    expect(await engine.check(may('user:anne', 1))).toEqual({ allowed: false });
    expect(await engine.listObjects(wanted)).toEqual(['order:2']);
  });

  it('lets a question wait for a removal that is on its way', async () => {
    const made = world();
    const { engine } = made;
    await engine.write({ writes: [MEMBER, ...created(1)] });
    await deliver(made);
    await engine.write({ deletes: [MEMBER] });
    made.remote.onWrite = async (_, apply) => {
      await delay(40);
      await apply();
    };
    made.delivery.start();
    // Still the creator; membership ends with the wait.
    expect(await engine.check({ ...MEMBER })).toEqual({ allowed: false });
    expect(await engine.check(may('user:anne', 1))).toEqual({ allowed: true });
  });

  it('grants nothing by a tuple that is there again under a new condition, before the old one is gone', async () => {
    const made = world();
    const { engine } = made;
    const [creator] = created(1);
    if (creator === undefined) throw new Error('no tuple');
    await engine.write({ writes: [creator] });
    await deliver(made);
    await engine.write({ deletes: [creator] });
    await engine.write({ writes: [{ ...creator, condition: { name: 'on_day' } }] });
    const onTuesday = { ...may('user:anne', 1), context: { day: 'tuesday' } };
    await expect(engine.check(onTuesday)).rejects.toThrow(DependencyUnavailableError);
    await deliver(made);
    expect(await engine.check(onTuesday)).toEqual({ allowed: false });
    expect(await engine.check({ ...onTuesday, context: { day: 'monday' } })).toEqual({ allowed: true });
  });

  it('waits where a question would bring along more than the engine takes', async () => {
    const made = world({ maxContextualTuples: 2 });
    const { engine } = made;
    await engine.write({ writes: [MEMBER, ...created(1)] });
    await expect(engine.check(may('user:anne', 1))).rejects.toThrow(DependencyUnavailableError);
    // Of what waits, only this one concerns bob.
    expect(await engine.check(may('user:bob', 1))).toEqual({ allowed: false });
    made.delivery.start();
    expect(await engine.check(may('user:anne', 1))).toEqual({ allowed: true });
  });

  it('waits with every change where the engine takes nothing along', async () => {
    const made = world({ maxContextualTuples: 0 });
    await made.engine.write({ writes: created(1) });
    await expect(made.engine.check(may('user:anne', 1))).rejects.toThrow(DependencyUnavailableError);
    made.delivery.start();
    expect(await made.engine.check(may('user:anne', 1))).toEqual({ allowed: true });
  });

  it('lists nothing that it has not heard of where the engine takes nothing along with a listing', async () => {
    const made = world({ maxListedTuples: 0 });
    await made.engine.write({ writes: created(1) });
    const wanted = { subject: 'user:anne', relation: 'editor', type: 'order' };
    expect(await made.engine.check(may('user:anne', 1))).toEqual({ allowed: true });
    await expect(made.engine.listObjects(wanted)).rejects.toThrow(DependencyUnavailableError);
    made.delivery.start();
    expect(await made.engine.listObjects(wanted)).toEqual(['order:1']);
  });

  it('looks only through what can concern the question where more waits than anybody looks through', async () => {
    const made = world({ maxPendingChanges: 4 });
    const { engine } = made;
    for (let order = 1; order <= 9; order += 1) await engine.write({ writes: created(order) });
    expect(await engine.check(may('user:anne', 9))).toEqual({ allowed: true });
    expect(await engine.check(may('user:bob', 9))).toEqual({ allowed: false });
    // A list can rest on all of them.
    const wanted = { subject: 'user:anne', relation: 'editor', type: 'order' };
    await expect(engine.listObjects(wanted)).rejects.toThrow(DependencyUnavailableError);
  });

  it('keeps what a question says itself, in preference to what waits', async () => {
    const { engine } = world();
    const [creator] = created(1);
    if (creator === undefined) throw new Error('no tuple');
    await engine.write({ writes: [creator] });
    const never = { ...creator, condition: { name: 'on_day', context: { day: 'sunday' } } };
    expect(await engine.check({ ...may('user:anne', 1), contextualTuples: [never] })).toEqual({
      allowed: false,
    });
  });

  it('answers an unsound question of a batch by its own error, and the others', async () => {
    const { engine } = world();
    await engine.write({ writes: created(1) });
    const [odd, sound] = await engine.batchCheck([
      { ...may('user:anne', 1), object: 'order' },
      may('user:anne', 1),
    ]);
    expect([odd?.allowed, odd?.error?.reason, sound?.allowed]).toEqual([false, 'invalid_object', true]);
  });
});

describe('an engine with an outbox', () => {
  it('refuses to store what the model does not permit, which nobody could deliver', async () => {
    const { engine, outbox } = world();
    const writing = engine.write({ writes: [parseTuple('order:1#organization@user:anne')] });
    await expect(writing).rejects.toThrow(RelationshipError);
    expect(outbox.lag().entries).toBe(0);
  });

  it('refuses to store that a userset has its own relation, which no engine takes', async () => {
    const { engine, outbox } = world();
    const writing = engine.write({ writes: [parseTuple('team:x#member@team:x#member')] });
    await expect(writing).rejects.toMatchObject({ reason: 'invalid_tuple' });
    expect(outbox.lag().entries).toBe(0);
  });

  it.each([
    [
      'read',
      ({ engine }: OutboxWorld, signal?: AbortSignal) => engine.read({}, { ...(signal && { signal }) }),
    ],
    [
      'write',
      ({ engine }: OutboxWorld, signal?: AbortSignal) =>
        engine.write({ writes: [MEMBER] }, { ...(signal && { signal }) }),
    ],
    ['lag', ({ engine }: OutboxWorld, signal?: AbortSignal) => engine.lag({ ...(signal && { signal }) })],
  ] as const)('ends a %s of a database that never answers, or fails, as unavailable', async (method, ask) => {
    const made = world();
    const unavailable = { code: 'ZT_DEPENDENCY_UNAVAILABLE' };
    Object.assign(made.outbox, { [method]: () => new Promise(() => undefined) });
    await expect(ask(made)).rejects.toMatchObject(unavailable);
    const started = performance.now();
    await expect(ask(made, AbortSignal.timeout(10))).rejects.toThrow('the caller gave up');
    expect(performance.now() - started).toBeLessThan(140);
    Object.assign(made.outbox, { [method]: () => Promise.reject(new Error('duplicate key (anne@home)')) });
    const failure: unknown = await ask(made).catch((error: unknown) => error);
    expect(failure).toMatchObject(unavailable);
    expect(String(failure)).not.toContain('anne@home');
  });

  it('reads what is committed rather than what the engine has', async () => {
    const { engine } = world();
    await engine.write({ writes: [MEMBER] });
    expect(await engine.read({ object: 'organization:acme' })).toEqual([MEMBER]);
  });

  it('answers nothing while the outbox does not say what waits', async () => {
    const { engine, outbox, remote } = world();
    outbox.undelivered = () => {
      throw new DependencyUnavailableError('database', 'down');
    };
    await expect(engine.check(may('user:anne', 1))).rejects.toThrow(DependencyUnavailableError);
    expect(remote.questions).toBe(0);
  });

  it('asks the outbox once for many questions at the same time, and never before any of them was asked', async () => {
    const { engine, outbox } = world();
    await engine.write({ writes: created(1) });
    let readings = 0;
    const read = outbox.undelivered.bind(outbox);
    outbox.undelivered = (options) => {
      readings += 1;
      return delay(10).then(() => read(options)) as never;
    };
    const first = engine.check(may('user:anne', 2));
    await engine.write({ writes: created(2) });
    const later = Array.from({ length: 50 }, () => engine.check(may('user:anne', 2)));
    await first;
    expect(await Promise.all(later)).toEqual(later.map(() => ({ allowed: true })));
    expect(readings).toBe(2);
  });
});
