import { describe, expect, it } from 'vitest';
import { StandingTable } from './standing-table.js';

const KEY = 'subject\nlocked\nhttps://auth.test.example\nalice';
const locked = (table: StandingTable): number | undefined =>
  table.find('subject', 'https://auth.test.example', 'alice')?.locked;

describe('StandingTable', () => {
  it('does not let what was read before overtake what was written since', () => {
    const table = new StandingTable();
    table.apply({ key: KEY, value: 7, remainingMs: undefined, position: 2 }, 0);
    table.apply({ key: KEY, value: 0, remainingMs: undefined, position: 1 }, 0);
    expect(locked(table)).toBe(7);
    table.apply({ key: KEY, value: 0, remainingMs: undefined, position: 3 }, 0);
    expect(locked(table)).toBe(undefined);
  });

  it('keeps an entry for all of its time, and nothing of it afterwards', () => {
    const table = new StandingTable();
    table.apply({ key: KEY, value: 7, remainingMs: 100, position: 1 }, 50);
    table.sweep(149);
    expect([locked(table), table.size]).toEqual([7, 1]);
    table.sweep(150);
    expect([locked(table), table.size]).toEqual([undefined, 0]);
  });
});
