import { describe, expect, it } from 'vitest';
import { busyShare, parseCoreStat, parseProcessStat } from './cpu-time.js';

const REST = 'S 1 2 3 4 5 6 7 8 9 10 250 50 11 12 20 0 11 0 100';

describe('the CPU time of a process', () => {
  it('is user and system time together', () => {
    expect(parseProcessStat(`4711 (node) ${REST}`)).toBe(300);
  });

  it('is not misread when the name of the command holds brackets and spaces', () => {
    expect(parseProcessStat(`4711 (a) b (c) ${REST}`)).toBe(300);
  });
});

describe('the time of a core', () => {
  const stat = ['cpu  9 9 9 9 9 9 9 9 0 0', 'cpu0 10 1 5 100 4 2 3 7 0 0', 'cpu1 1 1 1 1 1 1 1 1 0 0'].join(
    '\n',
  );

  it('counts idle time, waiting for disks and what the host took as not busy', () => {
    expect(parseCoreStat(stat, 0)).toEqual({ busy: 21, total: 132 });
  });

  it('is an error for a core that the machine lacks', () => {
    expect(() => parseCoreStat(stat, 2)).toThrow(/needs two cores/);
  });

  it('is the share between two readings', () => {
    expect(busyShare({ busy: 10, total: 100 }, { busy: 85, total: 200 })).toBe(0.75);
  });
});
