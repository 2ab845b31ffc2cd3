import { EmbeddedRelationshipEngine } from '../authorization/relationships/embedded/embedded-engine.js';
import { parseAuthorizationModel } from '../authorization/relationships/model/parse-authorization-model.js';
import { ConcernedChanges } from '../authorization/relationships/outbox/concerned-changes.js';
import type { DeliveryPace } from '../authorization/relationships/outbox/delivery-pace.js';
import { MemoryOutbox } from '../authorization/relationships/outbox/memory-outbox.js';
import { OutboxDelivery } from '../authorization/relationships/outbox/outbox-delivery.js';
import { OutboxRelationshipEngine } from '../authorization/relationships/outbox/outbox-engine.js';
import { PendingTuples } from '../authorization/relationships/outbox/pending-tuples.js';
import { UndeliveredReader } from '../authorization/relationships/outbox/undelivered-reader.js';
import type {
  RelationshipEngine,
  TupleChange,
} from '../authorization/relationships/relationship-engine.port.js';
import { PermittedTuples } from '../authorization/relationships/model/permitted-tuples.js';
import { formatTuple } from '../authorization/relationships/tuple.js';
import { MemoryTupleStore } from '../authorization/relationships/tuples/memory-tuple-store.js';
import { systemClock } from '../kernel/clock.port.js';

/** Fast, for tests. */
export const TEST_PACE: DeliveryPace = {
  pollMs: 5,
  sendTimeoutMs: 100,
  settleMs: 100,
  leaseMs: 400,
  outboxTimeoutMs: 1_000,
  retryMs: 5,
  longestRetryMs: 20,
  maxTuplesPerWrite: 100,
};

/** What a test makes of a change that reaches the engine; throws to make it fail, before or after it is applied. */
export type WriteHook = (change: TupleChange, apply: () => Promise<void>) => Promise<void> | void;

/** An engine elsewhere, with whatever comes between. */
export class RemoteEngine {
  /** Every change that the engine has applied. */
  readonly applied: string[] = [];
  /** Meets each change; by default it is applied. */
  onWrite: WriteHook = (_, apply) => apply();
  /** How many questions reached it. */
  questions = 0;
  readonly engine: RelationshipEngine;

  constructor(model: string) {
    const inner = new EmbeddedRelationshipEngine({
      model: parseAuthorizationModel(model),
      store: new MemoryTupleStore(),
    });
    this.engine = this.#watch(inner);
  }

  #watch(inner: EmbeddedRelationshipEngine): RelationshipEngine {
    const counted = <T>(answer: T): T => {
      this.questions += 1;
      return answer;
    };
    return {
      hasRelation: (type, relation) => inner.hasRelation(type, relation),
      check: (query) => counted(inner.check(query)),
      batchCheck: (queries) => counted(inner.batchCheck(queries)),
      listObjects: (query) => counted(inner.listObjects(query)),
      listSubjects: (query) => counted(inner.listSubjects(query)),
      explain: (query) => counted(inner.explain(query)),
      read: (filter) => inner.read(filter),
      write: async (change, options) => {
        await this.onWrite(change, async () => {
          await inner.write(change, options);
          this.applied.push(describe(change));
        });
        return { token: '0' };
      },
    };
  }
}

/** An application's tuples, the engine elsewhere, and what lies between. */
export interface OutboxWorld {
  readonly outbox: MemoryOutbox;
  readonly remote: RemoteEngine;
  readonly delivery: OutboxDelivery;
  /** What the application asks. */
  readonly engine: OutboxRelationshipEngine;
  /** What was said, one line each. */
  readonly log: readonly string[];
  /** Another process on the same outbox. */
  anotherDelivery(): OutboxDelivery;
}

/** How a world differs from the usual one. */
export interface OutboxWorldOptions {
  readonly model: string;
  readonly maxContextualTuples?: number;
  readonly maxListedTuples?: number;
  readonly maxPendingChanges?: number;
  readonly pace?: Partial<DeliveryPace>;
}

/** A world in which nothing is delivered yet; `delivery.start()` changes that. */
export function createOutboxWorld(options: OutboxWorldOptions): OutboxWorld {
  const { maxContextualTuples = 100, maxListedTuples = 100, maxPendingChanges = 1_000, model } = options;
  const log: string[] = [];
  const say = (line: unknown): number => log.push(String(line));
  const outbox = new MemoryOutbox(systemClock);
  const remote = new RemoteEngine(model);
  const monotonic = (): number => performance.now();
  const createDelivery = (): OutboxDelivery =>
    new OutboxDelivery({
      outbox,
      engine: remote.engine,
      pace: { ...TEST_PACE, ...options.pace },
      logger: { log: say, warn: say, error: say },
      monotonic,
    });
  const delivery = createDelivery();
  const changes = new ConcernedChanges(parseAuthorizationModel(model));
  const reader = new UndeliveredReader({ outbox, limit: maxPendingChanges, timeoutMs: 1_000 });
  const pending = new PendingTuples({
    reader,
    delivery,
    changes,
    maxContextualTuples,
    maxListedTuples,
    timeoutMs: 150,
    monotonic,
  });
  const engine = new OutboxRelationshipEngine({
    engine: remote.engine,
    ledger: outbox,
    outbox,
    delivery,
    pending,
    timeoutMs: 150,
    permitted: new PermittedTuples(parseAuthorizationModel(model)),
  });
  return { outbox, remote, delivery, engine, log, anotherDelivery: createDelivery };
}

function describe({ writes = [], deletes = [] }: TupleChange): string {
  return [
    ...deletes.map((tuple) => `-${formatTuple(tuple)}`),
    ...writes.map((tuple) => `+${formatTuple(tuple)}`),
  ].join(' ');
}
