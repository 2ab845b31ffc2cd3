/** mulberry32: small, and the same numbers for the same seed everywhere. */
export class Random {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError('Nothing to pick from');
    return value;
  }

  /** Each value with the same chance, one in so many. */
  some<T>(values: readonly T[], times: number): readonly T[] {
    return values.filter(() => this.oneIn(times));
  }
}

/** The seed of this run, or that of a run to repeat. */
export function seedOf(variable: string): number {
  return Number(process.env[variable] ?? Date.now() % 2 ** 31);
}
