import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createOutboxWorld, type OutboxWorld } from '../../../testing/outbox-world.js';
import { RelationshipError } from '../relationship-error.js';
import { parseTuple, type Tuple } from '../tuple.js';

const MODEL = `model
  schema 1.1
type user
type order
  relations
    define creator: [user]
    define reader: [user]
`;

const tuple = (order: number | string, relation = 'creator'): Tuple =>
  parseTuple(`order:${order}#${relation}@user:anne`);

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function world(pace: Parameters<typeof createOutboxWorld>[0]['pace'] = {}): OutboxWorld {
  const made = createOutboxWorld({ model: MODEL, pace });
  stops.push(() => made.delivery.stop());
  return made;
}

async function drained({ outbox }: OutboxWorld): Promise<void> {
  await expect.poll(() => outbox.lag().entries, { timeout: 3_000, interval: 5 }).toBe(0);
}

const stored = async ({ remote }: OutboxWorld): Promise<readonly string[]> =>
  (await remote.engine.read({})).map(({ object, relation }) => `${object}#${relation}`).toSorted();

describe('the delivery of relationship changes', () => {
  it('brings them to the engine together where it can, and in their order where they concern one tuple', async () => {
    const made = world();
    made.outbox.write({ writes: [tuple(1), tuple(2)] });
    made.outbox.write({ deletes: [tuple(1)] });
    made.outbox.write({ writes: [tuple(3)] });
    made.delivery.start();
    await drained(made);
    expect(made.remote.applied).toEqual([
      '+order:1#creator@user:anne +order:2#creator@user:anne',
      '-order:1#creator@user:anne +order:3#creator@user:anne',
    ]);
  });

  it('parts a change that is larger than the engine takes', async () => {
    const made = world({ maxTuplesPerWrite: 2 });
    made.outbox.write({ writes: [1, 2, 3, 4, 5].map((order) => tuple(order)) });
    made.delivery.start();
    await drained(made);
    expect(made.remote.applied.map((line) => line.split(' ').length)).toEqual([2, 2, 1]);
  });

  it('brings a change once more after an outage, and loses none of those that came meanwhile', async () => {
    const made = world();
    let outages = 5;
    made.remote.onWrite = async (_, apply) => {
      outages -= 1;
      // The second time it happened although nobody was told.
      if (outages === 3) await apply();
      if (outages > 0) throw new Error('connection reset');
      await apply();
    };
    made.outbox.write({ writes: [tuple(1)] });
    made.delivery.start();
    await delay(20);
    made.outbox.write({ writes: [tuple(2)] });
    await drained(made);
    expect(await stored(made)).toEqual(['order:1#creator', 'order:2#creator']);
  });

  it('says once that the engine is down, and once that it is back', async () => {
    const made = world();
    let isDown = true;
    made.remote.onWrite = async (_, apply) => {
      if (isDown) throw new Error('connection refused');
      await apply();
    };
    made.outbox.write({ writes: [tuple(1)] });
    made.delivery.start();
    await delay(100);
    isDown = false;
    await drained(made);
    expect(made.log).toEqual([
      'Relationship changes wait in the outbox, because the engine does not take them: connection refused',
      'Relationship changes are delivered again.',
    ]);
  });

  it('lets others pass an object whose change is refused, keeps all changes of that object in their order, and tries for ever', async () => {
    const made = world();
    let isRefusing = true;
    made.remote.onWrite = async (change, apply) => {
      const tuples = [...(change.writes ?? []), ...(change.deletes ?? [])];
      if (isRefusing && tuples.some(({ object }) => object === 'order:1'))
        throw new RelationshipError('invalid_tuple', 'not in the model');
      await apply();
    };
    made.outbox.write({ writes: [tuple(1), tuple(2)] });
    made.delivery.start();
    await expect.poll(() => stored(made)).toEqual(['order:2#creator']);
    made.outbox.write({ deletes: [tuple(1)] });
    made.outbox.write({ writes: [tuple(1, 'reader'), tuple(3)] });
    await expect.poll(() => stored(made)).toEqual(['order:2#creator', 'order:3#creator']);
    expect(made.outbox.lag()).toMatchObject({ entries: 3, parked: 3 });
    expect(made.log[0]).toContain('"order:1"');
    isRefusing = false;
    await drained(made);
    expect(await stored(made)).toEqual(['order:1#reader', 'order:2#creator', 'order:3#creator']);
    expect(made.remote.applied.slice(-2)).toEqual([
      '+order:1#creator@user:anne',
      '-order:1#creator@user:anne +order:1#reader@user:anne',
    ]);
  });

  it('finds the one object for which the engine fails as if it were down', async () => {
    const made = world();
    made.remote.onWrite = async ({ writes = [] }, apply) => {
      if (writes.some(({ object }) => object === 'order:1')) throw new Error('status 500');
      await apply();
    };
    made.outbox.write({ writes: [tuple(1), tuple(2), tuple(3)] });
    made.delivery.start();
    await expect.poll(() => stored(made)).toEqual(['order:2#creator', 'order:3#creator']);
    expect(made.outbox.lag()).toMatchObject({ entries: 1, parked: 1 });
  });

  it('does not send the opposite of a change that the engine may still be at work on', async () => {
    const made = world({ settleMs: 150, sendTimeoutMs: 20 });
    let isFirst = true;
    made.remote.onWrite = async (_, apply) => {
      if (!isFirst) return apply();
      isFirst = false;
      // Nobody waits for it any more when the engine gets to it.
      await delay(100);
      await apply();
    };
    made.outbox.write({ writes: [tuple(1)] });
    made.delivery.start();
    await delay(30);
    made.outbox.write({ deletes: [tuple(1)] });
    await drained(made);
    await delay(150);
    expect(await stored(made)).toEqual([]);
  });

  it('is done by one process at a time, and by the next one at once when the first one stops', async () => {
    const made = world({ leaseMs: 60_000 });
    const other = made.anotherDelivery();
    stops.push(() => other.stop());
    made.outbox.write({ writes: [tuple(1)] });
    made.delivery.start();
    await drained(made);
    other.start();
    made.remote.onWrite = async () => {
      throw new Error('down');
    };
    made.outbox.write({ writes: [tuple(2)] });
    await made.delivery.stop();
    made.remote.onWrite = (_, apply) => apply();
    await drained(made);
    expect(await stored(made)).toEqual(['order:1#creator', 'order:2#creator']);
  });

  it('is taken over from a process that vanished, when its time is over', async () => {
    const made = world();
    const gone = made.outbox.claim({ holder: 'vanished', leaseMs: 300 });
    made.outbox.write({ writes: [tuple(1)] });
    made.delivery.start();
    await delay(100);
    expect([gone?.fence, made.remote.applied]).toEqual([1, []]);
    await drained(made);
    expect(await stored(made)).toEqual(['order:1#creator']);
  });

  it('mends what a process sent that was paused so long that another one had gone on', async () => {
    const made = world();
    let isFirst = true;
    made.remote.onWrite = async (_, apply) => {
      if (isFirst) {
        isFirst = false;
        // While this process sleeps, another one brings this change and the next, which undoes it.
        const claim = made.outbox.claim({ holder: 'x', leaseMs: 1 }) ?? stolenClaim(made);
        await apply();
        made.outbox.write({ deletes: [tuple(1)] });
        await made.remote.engine.write({ deletes: [tuple(1)] });
        made.outbox.settle(claim, { position: 2 });
        made.outbox.release(claim);
      }
      await apply();
    };
    made.outbox.write({ writes: [tuple(1)] });
    made.delivery.start();
    await expect.poll(() => made.remote.applied.length).toBeGreaterThan(3);
    await drained(made);
    expect(await stored(made)).toEqual([]);
  });

  it('ends after the change that is under way', async () => {
    const made = world();
    made.remote.onWrite = async (_, apply) => {
      await delay(50);
      await apply();
    };
    made.outbox.write({ writes: [tuple(1)] });
    made.delivery.start();
    await delay(10);
    await made.delivery.stop();
    expect([made.outbox.lag().entries, await stored(made)]).toEqual([0, ['order:1#creator']]);
  });
});

/** The claim of another process, taken although somebody has it: as if that one's time were over. */
function stolenClaim({ outbox }: OutboxWorld) {
  const fence = 1;
  outbox.release({ holder: '', fence });
  const claim = outbox.claim({ holder: 'thief', leaseMs: 60_000 });
  if (claim === undefined) throw new Error('the claim was not released');
  return claim;
}
