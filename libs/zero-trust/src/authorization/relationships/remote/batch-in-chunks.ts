import type { BatchCheckResult, CheckQuery } from '../relationship-engine.port.js';
import { RelationshipError } from '../relationship-error.js';

/** How a server is asked for several checks. */
export interface BatchAsking {
  /** How many it takes at once. */
  readonly size: number;
  /** @throws {RelationshipError} for a check that can have no answer, which is then not asked */
  readonly assert: (query: CheckQuery) => void;
  /** Answers in the order asked. */
  readonly ask: (queries: readonly CheckQuery[]) => Promise<readonly BatchCheckResult[]>;
}

/** Asks as many checks at once as the server takes; one that cannot be asked is its own deny. */
export async function batchInChunks(
  queries: readonly CheckQuery[],
  { size, assert, ask }: BatchAsking,
): Promise<readonly BatchCheckResult[]> {
  const refusals = queries.map((query) => refusalOf(() => assert(query)));
  const asked = queries.filter((_, index) => refusals[index] === undefined);
  const chunks: Promise<readonly BatchCheckResult[]>[] = [];
  for (let from = 0; from < asked.length; from += size) chunks.push(ask(asked.slice(from, from + size)));
  const answers = (await Promise.all(chunks)).flat().values();
  return refusals.map((refusal) => refusal ?? answers.next().value ?? missing());
}

/** What a check comes to that is refused before or instead of an answer. */
export function refusalOf(act: () => void): BatchCheckResult | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof RelationshipError) return { allowed: false, error };
    throw error;
  }
}

function missing(): never {
  throw new TypeError('a batch of checks was answered with fewer answers than checks');
}
