import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DependencyUnavailableError } from '../../../kernel/errors.js';
import { createOutboxWorld } from '../../../testing/outbox-world.js';
import type { RelationshipEngine } from '../relationship-engine.port.js';
import { parseTuple } from '../tuple.js';
import { Relationships } from './relationships.js';

const MODEL = `model
  schema 1.1
type user
type order
  relations
    define viewer: [user]
`;
const TUPLE = parseTuple('order:1#viewer@user:anne');

describe('Relationships.committed', () => {
  it('has a change of a transaction delivered at once, and not with the next look at the outbox', async () => {
    const world = createOutboxWorld({ model: MODEL, pace: { pollMs: 60_000 } });
    onTestFinished(() => world.delivery.stop());
    world.delivery.start();
    const delivered = (): number => world.remote.applied.length;
    await world.engine.write({ writes: [parseTuple('order:1#viewer@user:bob')] });
    await expect.poll(delivered, { interval: 5 }).toBe(1);
    const { token } = world.outbox.write({ writes: [TUPLE] });
    await delay(50);
    expect(delivered()).toBe(1);
    await new Relationships(world.engine).committed(token);
    await expect.poll(delivered, { interval: 5 }).toBe(2);
  });

  it('tells the engine before it returns, and never rejects, because the change is made', async () => {
    const heard: string[] = [];
    const engine = {
      onCommitted: async (token: string) => {
        heard.push(token);
        throw new DependencyUnavailableError('relationship tuples', 'no answer');
      },
    } as unknown as RelationshipEngine;
    await new Relationships(engine).committed('7');
    expect(heard).toEqual(['7']);
  });
});
