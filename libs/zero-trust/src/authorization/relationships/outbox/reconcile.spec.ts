import { describe, expect, it } from 'vitest';
import { createOutboxWorld, type OutboxWorld } from '../../../testing/outbox-world.js';
import { parseTuple, type Tuple } from '../tuple.js';
import { reconcileRelationships, type ReconcileProgress, type ReconcileReport } from './reconcile.js';

const MODEL = `model
  schema 1.1
type user
type order
  relations
    define creator: [user, user with on_day]

condition on_day(day: string) {
  day == "monday"
}
`;

const tuple = (order: number): Tuple => parseTuple(`order:${order}#creator@user:anne`);
const conditioned = (order: number, day: string): Tuple => ({
  ...tuple(order),
  condition: { name: 'on_day', context: { day } },
});

/** Ledger and engine agree on orders 1 to 5. */
async function agreeingWorld(): Promise<OutboxWorld> {
  const world = createOutboxWorld({ model: MODEL });
  world.outbox.write({ writes: [1, 2, 3, 4].map(tuple) });
  world.outbox.write({ writes: [conditioned(5, 'monday')] });
  await deliver(world);
  return world;
}

async function deliver(world: OutboxWorld): Promise<void> {
  const delivery = world.anotherDelivery();
  delivery.start();
  await expect.poll(() => world.outbox.lag().entries, { interval: 5 }).toBe(0);
  await delivery.stop();
}

function compare({ outbox, remote }: OutboxWorld, repair = false): Promise<ReconcileReport> {
  return reconcileRelationships({ ledger: outbox, outbox, engine: remote.engine, repair });
}

const AGREED: ReconcileReport = { compared: 5, missing: [], surplus: [], differing: [], repaired: 0 };

describe('reconciling an engine with the tuples of the application', () => {
  it('finds nothing where both agree', async () => {
    expect(await compare(await agreeingWorld())).toEqual(AGREED);
  });

  it('reports what is missing, surplus and different, and changes nothing unless it is told to', async () => {
    const world = await agreeingWorld();
    await world.remote.engine.write({ deletes: [tuple(1), tuple(5)], writes: [tuple(9)] });
    await world.remote.engine.write({ writes: [conditioned(5, 'sunday')] });
    const drift = {
      ...AGREED,
      missing: [tuple(1)],
      surplus: [tuple(9)],
      differing: [conditioned(5, 'monday')],
    };
    expect(await compare(world)).toEqual(drift);
    expect(world.outbox.lag().entries).toBe(0);
    expect(await compare(world, true)).toEqual({ ...drift, repaired: 3 });
    await deliver(world);
    expect(await compare(world)).toEqual(AGREED);
  });

  it('takes changes that are on their way for what they are', async () => {
    const world = await agreeingWorld();
    world.outbox.write({ writes: [tuple(6)], deletes: [tuple(2)] });
    expect(await compare(world)).toEqual(AGREED);
  });

  it('is not misled by changes between its first look and its second', async () => {
    const world = await agreeingWorld();
    const read = world.remote.engine.read.bind(world.remote.engine);
    let isFirst = true;
    world.remote.engine.read = async (filter) => {
      const found = await read(filter);
      if (isFirst) {
        isFirst = false;
        world.outbox.write({ writes: [tuple(6)], deletes: [tuple(2)] });
        await deliver(world);
      }
      return found;
    };
    expect(await compare(world)).toEqual(AGREED);
  });

  it('repairs to what is true when the repair arrives, not to what was true when drift was found', async () => {
    const world = await agreeingWorld();
    await world.remote.engine.write({ deletes: [tuple(1)] });
    const touch = world.outbox.touch.bind(world.outbox);
    world.outbox.touch = (tuples) => {
      world.outbox.write({ deletes: [tuple(1)] });
      touch(tuples);
    };
    await compare(world, true);
    await deliver(world);
    expect((await world.remote.engine.read({})).map(({ object }) => object)).not.toContain('order:1');
  });

  it('says how far it is', async () => {
    const world = await agreeingWorld();
    await world.remote.engine.write({ deletes: [tuple(1)] });
    const steps: ReconcileProgress[] = [];
    const { outbox, remote } = world;
    await reconcileRelationships({
      ledger: outbox,
      outbox,
      engine: remote.engine,
      onProgress: (progress) => steps.push(progress),
    });
    expect(steps).toEqual([
      { phase: 'read', done: 4 },
      { phase: 'compare', done: 5 },
      { phase: 'confirm', done: 1 },
    ]);
  });
});
