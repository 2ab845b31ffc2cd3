/** Where the middle of some figures is, and how far they spread. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError for no figures at all */
export function spreadOf(figures: readonly number[]): Spread {
  if (figures.length === 0) throw new RangeError('No figures: there is no median of nothing.');
  const sorted = figures.toSorted((a, b) => a - b);
  return { median: medianOf(sorted), min: sorted[0] as number, max: sorted.at(-1) as number };
}

function medianOf(sorted: readonly number[]): number {
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return (lower + upper) / 2;
}
