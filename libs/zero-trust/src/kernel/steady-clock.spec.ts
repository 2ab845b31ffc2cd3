import { expect, it } from 'vitest';
import { SteadyClock } from './steady-clock.js';

it('a steady clock goes on with its clock, stands still when that is put back, and goes on from there', () => {
  let now = 1_000;
  const clock = new SteadyClock({ now: () => now });
  const began = clock.now();
  const passed: number[] = [];
  for (const step of [500, -86_400_000, 200, 0, 300]) {
    now += step;
    passed.push(clock.now() - began);
  }
  expect(passed).toEqual([500, 500, 700, 700, 1_000]);
});
