import { describe, expect, it } from 'vitest';
import type { Round } from '../round.js';
import { summarize } from './summary.js';

const PAIR = {
  subject: 'full-express',
  baseline: 'bare-express',
  algorithm: 'ES256',
  freshness: 'warm',
} as const;

describe('the summary of a pair', () => {
  it('takes the ratio round by round, because rounds differ more than the applications do', () => {
    const summary = summarize(PAIR, [
      round({ subject: 120, baseline: 100 }),
      round({ subject: 60, baseline: 50 }),
    ]);
    expect(summary.ratio).toEqual({ median: 1.2, min: 1.2, max: 1.2 });
    expect(summary.extraMicroseconds).toEqual({ median: 15, min: 10, max: 20 });
  });

  it('leaves out rounds that are not to be trusted, and says how many are left', () => {
    const marked = round({ subject: 900, baseline: 100, marks: ['others were busy'] });
    const summary = summarize(PAIR, [marked, round({ subject: 150, baseline: 100 })]);
    expect(summary.ratio.max).toBe(1.5);
    expect(summary).toMatchObject({ rounds: 2, trustedRounds: 1, marks: ['others were busy'] });
  });

  it('still shows figures when no round is to be trusted, as resting on none', () => {
    const summary = summarize(PAIR, [round({ subject: 300, baseline: 100, marks: ['others were busy'] })]);
    expect(summary.ratio.median).toBe(3);
    expect(summary.trustedRounds).toBe(0);
  });
});

interface RoundInit {
  readonly subject: number;
  readonly baseline: number;
  readonly marks?: readonly string[];
}

function round({ subject, baseline, marks = [] }: RoundInit): Round {
  const rest = { requestsPerSecond: 1_000, p50Ms: 1, p99Ms: 2 };
  return {
    subject: { cpuMicrosecondsPerRequest: subject, ...rest },
    baseline: { cpuMicrosecondsPerRequest: baseline, ...rest },
    ratio: subject / baseline,
    serverCoreBusy: 1,
    serverCoreUsed: 1,
    generatorBusy: 0.5,
    marks,
  };
}
