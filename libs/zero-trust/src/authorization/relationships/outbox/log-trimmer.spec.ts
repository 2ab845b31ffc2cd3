import { describe, expect, it } from 'vitest';
import { createOutboxWorld } from '../../../testing/outbox-world.js';
import { LogTrimmer } from './log-trimmer.js';
import { MemoryOutbox } from './memory-outbox.js';
import { systemClock } from '../../../kernel/clock.port.js';

const MODEL = 'model\n  schema 1.1\ntype user\n';

function trimmer(trim: () => boolean) {
  const clock = { now: 0 };
  const outbox = Object.assign(new MemoryOutbox(systemClock), { trim });
  return { clock, trimmer: new LogTrimmer({ outbox, timeoutMs: 50, monotonic: () => clock.now }) };
}

describe('the log of changes behind an outbox', () => {
  it('is trimmed by whoever delivers', async () => {
    const world = createOutboxWorld({ model: MODEL });
    let trims = 0;
    Object.assign(world.outbox, { trim: () => (trims += 1) < 3 });
    world.delivery.start();
    // Twice there was more.
    await expect.poll(() => trims, { interval: 5 }).toBe(3);
    await world.delivery.stop();
  });

  it('is trimmed once a minute, and again at once while there is more', async () => {
    let trims = 0;
    const made = trimmer(() => (trims += 1) < 2);
    for (const now of [0, 1, 2, 59_000, 60_001]) {
      made.clock.now = now;
      await made.trimmer.trimNowAndThen();
    }
    expect(trims).toBe(3);
  });

  it('is left alone until the next minute when the database fails', async () => {
    let trims = 0;
    const made = trimmer(() => {
      trims += 1;
      throw new Error('connection lost');
    });
    await made.trimmer.trimNowAndThen();
    await made.trimmer.trimNowAndThen();
    expect(trims).toBe(1);
  });
});
