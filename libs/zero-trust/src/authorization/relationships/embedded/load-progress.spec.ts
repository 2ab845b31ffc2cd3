import { describe, expect, it } from 'vitest';
import { LoadProgress } from './load-progress.js';

function setUp({ isTTY }: { readonly isTTY: boolean }) {
  const clock = { ms: 0 };
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text.replace('\r\u001b[2K', '')) };
  return { clock, written, progress: new LoadProgress(stream, () => clock.ms) };
}

describe('the progress of a load', () => {
  it('is drawn on a terminal, at most ten times a second, and taken away at the end', () => {
    const { clock, written, progress } = setUp({ isTTY: true });
    for (const [ms, loaded] of [
      [50, 1],
      [100, 500_000],
      [150, 600_000],
      [200, 1_000_000],
    ] as const) {
      clock.ms = ms;
      progress.report(loaded, 1_000_000);
    }
    progress.end();
    expect(written).toEqual([
      'Loading relationships ███████████████░░░░░░░░░░░░░░░ 50 % (500,000 tuples)',
      'Loading relationships ██████████████████████████████ 100 % (1,000,000 tuples)',
      '',
    ]);
  });

  it('writes nothing where nobody watches, and nothing for a short load', () => {
    const piped = setUp({ isTTY: false });
    piped.clock.ms = 5_000;
    piped.progress.report(1, 2);
    piped.progress.end();
    const short = setUp({ isTTY: true });
    short.progress.report(2, 2);
    short.progress.end();
    expect([piped.written, short.written]).toEqual([[], []]);
  });
});
