import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BusyPoll } from './busy-poll.js';

describe('the generator that never sleeps', () => {
  it('counts the turns without work as idle', async () => {
    const poll = new BusyPoll(() => 0);
    await sleep(20);
    expect(poll.idleMs).toBeGreaterThan(10);
    poll.reset();
    expect(poll.idleMs).toBe(0);
    poll.stop();
  });

  it('counts no turn in which something came', async () => {
    let work = 0;
    const poll = new BusyPoll(() => (work += 1));
    await sleep(20);
    expect(poll.idleMs).toBe(0);
    poll.stop();
  });

  it('lets the process end once it is stopped', async () => {
    let asked = 0;
    const poll = new BusyPoll(() => (asked += 1));
    poll.stop();
    await sleep(5);
    const before = asked;
    await sleep(5);
    expect(asked).toBe(before);
  });
});
