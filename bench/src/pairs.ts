import { ALGORITHMS, type Algorithm } from './scenario/bench-issuer.js';
import type { ContestantName } from './contestants.js';

/** Tokens that a server has met before, or meets for the first time. */
export type Freshness = 'warm' | 'never-seen';

/** Two applications under the same load at the same moment. */
export interface Pair {
  readonly subject: ContestantName;
  /** What the subject is compared with. */
  readonly baseline: ContestantName;
  readonly algorithm: Algorithm;
  readonly freshness: Freshness;
}

const FULL = { 'full-express': 'bare-express', 'full-fastify': 'bare-fastify' } as const;
const PEERS = ['passport-openfga', 'passport-casl', 'jose-casl'] as const;
/** What `passport-jwt` can verify. */
const PEER_ALGORITHMS = ['ES256', 'RS256'] as const satisfies readonly Algorithm[];

/** Every comparison of a round. */
export const PAIRS: readonly Pair[] = [...pipelinePairs(), ...peerPairs()];

/** Its name in `--only` and in progress messages. */
export function nameOf({ subject, baseline, algorithm, freshness }: Pair): string {
  return `${subject}/${baseline}/${algorithm}/${freshness}`;
}

/** The pairs whose name has every part of at least one of the wanted names; all, if none is wanted. */
export function selectPairs(pairs: readonly Pair[], only: readonly string[]): readonly Pair[] {
  if (only.length === 0) return pairs;
  const wanted = only.map((name) => name.split('/'));
  return pairs.filter((pair) => {
    const parts = nameOf(pair).split('/');
    return wanted.some((names) => names.every((name) => parts.includes(name)));
  });
}

/** The pairs in random order, so that none always runs after the same other. */
export function shuffle(pairs: readonly Pair[], random: () => number = Math.random): readonly Pair[] {
  return pairs
    .map((pair) => ({ pair, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ pair }) => pair);
}

function pipelinePairs(): Pair[] {
  return (['full-express', 'full-fastify'] as const).flatMap((subject) =>
    ALGORITHMS.flatMap((algorithm) =>
      (['warm', 'never-seen'] as const).map((freshness) => ({
        subject,
        baseline: FULL[subject],
        algorithm,
        freshness,
      })),
    ),
  );
}

/** Peers run against bare Nest, and against the pipeline itself, because a ratio of two ratios has the noise of both. */
function peerPairs(): Pair[] {
  return PEERS.flatMap((subject) =>
    PEER_ALGORITHMS.flatMap((algorithm) =>
      (['bare-express', 'full-express'] as const).map((baseline) => ({
        subject,
        baseline,
        algorithm,
        freshness: 'warm' as const,
      })),
    ),
  );
}
