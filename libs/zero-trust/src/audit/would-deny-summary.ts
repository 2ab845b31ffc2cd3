/** One refusal that report-only mode let pass. */
export interface LetPass {
  /** The route's pattern, `GET /v2/orders/:id`. */
  readonly route: string;
  readonly stage: string;
  readonly code: string;
  /** Whoever called, as one text; `undefined` for a caller that is not known. */
  readonly identity: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What would break if one refusal were enforced. */
export interface WouldDenyRow {
  readonly route: string;
  readonly stage: string;
  readonly code: string;
  readonly count: number;
  /** How many different identities it met; at most 10,000 are told apart. */
  readonly identities: number;
  /** ISO 8601. */
  readonly lastSeen: string;
}

const MAX_IDENTITIES = 10_000;

interface Tally {
  readonly first: LetPass;
  readonly identities: Set<string>;
  count: number;
  lastAt: number;
}

/** Counts what would be refused, by route, stage and code. There are as many rows as the application has such. */
export class WouldDenySummary {
  readonly #tallies = new Map<string, Tally>();

  add(refused: LetPass): void {
    const key = `${refused.route}\n${refused.stage}\n${refused.code}`;
    const known = this.#tallies.get(key);
    const tally = known ?? { first: refused, identities: new Set<string>(), count: 0, lastAt: refused.at };
    if (known === undefined) this.#tallies.set(key, tally);
    tally.count += 1;
    tally.lastAt = Math.max(tally.lastAt, refused.at);
    const { identity } = refused;
    if (identity !== undefined && tally.identities.size < MAX_IDENTITIES) tally.identities.add(identity);
  }

  /** What would break most, first. */
  rows(): readonly WouldDenyRow[] {
    return [...this.#tallies.values()]
      .toSorted((a, b) => b.count - a.count || a.first.route.localeCompare(b.first.route))
      .map(({ first: { route, stage, code }, count, identities, lastAt }) => ({
        route,
        stage,
        code,
        count,
        identities: identities.size,
        lastSeen: new Date(lastAt).toISOString(),
      }));
  }
}
