/** What a Mann–Whitney U test says of two samples. */
export interface MannWhitney {
  /** Pairs in which the first is greater, ties counted half. */
  readonly u: number;
  /** How many standard deviations `u` is from what chance gives. */
  readonly z: number;
  /** Two-sided: how often chance alone gives a difference at least as large. */
  readonly p: number;
}

/**
 * Whether two samples come from different distributions, without assuming any: by ranks, with the normal approximation,
 * corrected for ties and for continuity. For samples of 20 or more.
 *
 * @throws RangeError for an empty sample
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitney {
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) throw new RangeError('An empty sample has no distribution.');
  const { rankSum, tieTerm } = rank(first, second);
  const u = rankSum - (n * (n + 1)) / 2;
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - tieTerm / (total * (total - 1)));
  const distance = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5);
  const z = variance === 0 ? 0 : distance / Math.sqrt(variance);
  return { u, z, p: 2 * upperTail(z) };
}

interface Ranking {
  /** Sum of the ranks of the first sample. */
  readonly rankSum: number;
  readonly tieTerm: number;
}

/** Equal values share the mean of their ranks. */
function rank(first: readonly number[], second: readonly number[]): Ranking {
  const all = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...second.map((value) => ({ value, isFirst: false })),
  ].toSorted((a, b) => a.value - b.value);
  let [rankSum, tieTerm] = [0, 0];
  for (let from = 0; from < all.length;) {
    let to = from + 1;
    while (to < all.length && all[to]?.value === all[from]?.value) to += 1;
    const meanRank = (from + 1 + to) / 2;
    for (let index = from; index < to; index++) if (all[index]?.isFirst === true) rankSum += meanRank;
    const ties = to - from;
    tieTerm += ties ** 3 - ties;
    from = to;
  }
  return { rankSum, tieTerm };
}

/** P(Z > z) of the standard normal distribution, to seven digits (Abramowitz and Stegun 26.2.17). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * z);
  const polynomial =
    t *
    (0.319_381_530 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return (Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
