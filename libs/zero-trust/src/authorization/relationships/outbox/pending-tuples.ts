import { setTimeout as delay } from 'node:timers/promises';
import { DependencyUnavailableError } from '../../../kernel/errors.js';
import type { QuestionContext, RelationshipRequestOptions } from '../relationship-engine.port.js';
import { formatTuple, type Tuple } from '../tuple.js';
import { OUTBOX } from './claim-keeper.js';
import type { ConcernedChanges, QuestionScope } from './concerned-changes.js';
import { netChanges, type NetChange } from './net-changes.js';
import type { OutboxDelivery } from './outbox-delivery.js';
import type { Undelivered } from './outbox.port.js';
import type { UndeliveredReader } from './undelivered-reader.js';

/** What the pending tuples are found with. */
export interface PendingTuplesParts {
  readonly reader: UndeliveredReader;
  readonly delivery: Pick<OutboxDelivery, 'notify' | 'nextSettlement'>;
  readonly changes: ConcernedChanges;
  /** Tuples that the engine takes along with a check. */
  readonly maxContextualTuples: number;
  /** Tuples that the engine takes along with a listing. */
  readonly maxListedTuples: number;
  /** How long a question waits for what it cannot take along. */
  readonly timeoutMs: number;
  readonly monotonic: () => number;
}

/** How often another process's delivery is looked at. */
const LOOK_EVERY_MS = 20;

/** A question, as far as it matters which tuples it needs. */
export interface PendingQuestion {
  readonly kind: 'check' | 'list';
  /** One for each question of a batch. */
  readonly scopes: readonly QuestionScope[];
  /** What each brings along itself. */
  readonly contexts: readonly QuestionContext[];
}

/**
 * What a question must be told because the engine may not know it yet. Added tuples go along with the question. A
 * removed one cannot be told: if the answer can rest on it, the question waits until the engine has lost it, and fails
 * when that takes too long. So does one that concerns more tuples than the engine takes along.
 */
export class PendingTuples {
  constructor(private readonly parts: PendingTuplesParts) {}

  /**
   * @returns for each scope the tuples that go along with it
   * @throws {DependencyUnavailableError} when the wait is over
   * @throws {RelationshipError} what is wrong with the question
   */
  async of(
    question: PendingQuestion,
    { signal }: RelationshipRequestOptions = {},
  ): Promise<readonly (readonly Tuple[])[]> {
    const { delivery, monotonic, timeoutMs } = this.parts;
    const endsAt = monotonic() + timeoutMs;
    for (;;) {
      const settled = delivery.nextSettlement;
      const undelivered = await this.#read(question);
      const tuples = this.#tuplesFor(question, undelivered);
      if (tuples !== undefined) return tuples;
      signal?.throwIfAborted();
      const remainingMs = endsAt - monotonic();
      if (remainingMs <= 0) throw notDelivered(undelivered, timeoutMs);
      delivery.notify();
      await Promise.race([settled, delay(Math.min(LOOK_EVERY_MS, remainingMs), undefined, { ref: false })]);
    }
  }

  async #read({ scopes }: PendingQuestion): Promise<Undelivered> {
    const { changes, reader } = this.parts;
    const undelivered = await reader.read();
    if (!undelivered.hasMore) return undelivered;
    return reader.readAbout(scopes.flatMap((scope) => changes.entriesOf(scope)));
  }

  /** Nothing while the engine must know of something first. */
  #tuplesFor(
    { kind, scopes, contexts }: PendingQuestion,
    { parked, fresh, hasMore }: Undelivered,
  ): readonly (readonly Tuple[])[] | undefined {
    // What was not read could concern any question.
    if (hasMore) return undefined;
    const net = netChanges([...parked, ...fresh]);
    const limit = kind === 'list' ? this.parts.maxListedTuples : this.parts.maxContextualTuples;
    const tuples = scopes.map((scope, index) =>
      this.#tuplesOf({ scope, context: contexts[index], net, limit }),
    );
    return tuples.every((each) => each !== undefined) ? tuples : undefined;
  }

  #tuplesOf({ scope, context, net, limit }: ScopeQuestion): readonly Tuple[] | undefined {
    if (net.length === 0) return [];
    const concerned = net.filter((change) => this.parts.changes.concerns(scope, change));
    if (concerned.some(({ op, replaces }) => op === 'delete' || replaces)) return undefined;
    // What the question itself says of a tuple counts in preference to what is stored.
    const own = new Set((context?.contextualTuples ?? []).map(formatTuple));
    const tuples = concerned.map(({ tuple }) => tuple).filter((tuple) => !own.has(formatTuple(tuple)));
    return tuples.length === 0 || own.size + tuples.length <= limit ? tuples : undefined;
  }
}

interface ScopeQuestion {
  readonly scope: QuestionScope;
  readonly context: QuestionContext | undefined;
  readonly net: readonly NetChange[];
  /** Tuples that may go along. */
  readonly limit: number;
}

function notDelivered({ parked, fresh }: Undelivered, timeoutMs: number): DependencyUnavailableError {
  const count = parked.length + fresh.length;
  return new DependencyUnavailableError(
    OUTBOX,
    `${count} changes that the answer may rest on were not delivered within ${timeoutMs} ms`,
  );
}
