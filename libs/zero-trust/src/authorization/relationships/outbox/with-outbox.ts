import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { withDeadline } from '../../../kernel/deadline.js';
import { relationshipsInMemory } from '../embedded/embedded-relationships.js';
import { loadModel } from '../model/load-model.js';
import type { AuthorizationModel } from '../model/authorization-model.js';
import { keepObjectFilter } from '../object-filter.port.js';
import type { RelationshipEngine } from '../relationship-engine.port.js';
import { PermittedTuples } from '../model/permitted-tuples.js';
import type { RelationshipsOption } from '../relationships-option.js';
import { AnsweringFilter } from './answering-filter.js';
import { OUTBOX } from './claim-keeper.js';
import { ConcernedChanges } from './concerned-changes.js';
import { OutboxDelivery } from './outbox-delivery.js';
import { OutboxRelationshipEngine } from './outbox-engine.js';
import { PendingTuples, type PendingTuplesParts } from './pending-tuples.js';
import { reconcileRelationships } from './reconcile.js';
import { UndeliveredReader } from './undelivered-reader.js';
import {
  resolveWithOutboxOptions,
  type ResolvedWithOutboxOptions,
  type WithOutboxOptions,
} from './with-outbox.options.js';

const RETRY_MS = 100;

/**
 * Solves the dual write: rows and tuples commit in one transaction of the application's database, an outbox brings the
 * tuples to an engine elsewhere, and what is still on its way goes along with the questions.
 *
 * @throws {RelationshipError} `invalid_configuration` at once; by `create` what the engine and the model throw
 * @example
 * ```ts
 * ZeroTrustModule.forRoot({
 *   relationships: withOutbox({
 *     engine: openfga({ apiUrl, storeId, modelFile }),
 *     ledger: sqlTupleLedger(db),
 *     outbox: sqlOutbox({ db, name: `openfga:${storeId}` }),
 *     modelFile,
 *   }),
 * });
 * ```
 */
export function withOutbox(options: WithOutboxOptions): RelationshipsOption {
  const resolved = resolveWithOutboxOptions(options);
  const { engine, ledger } = resolved;
  const writing = ledger.writer === undefined ? {} : { writer: ledger.writer };
  const inMemory = (): RelationshipsOption => relationshipsInMemory(options);
  return Object.freeze({ kind: engine.kind, ...writing, inMemory, create: () => createEngine(resolved) });
}

async function createEngine(options: ResolvedWithOutboxOptions): Promise<OutboxRelationshipEngine> {
  const { model } = await loadModel(options);
  const engines: Closable[] = [];
  const open = async (): Promise<Closable> => {
    const engine = await options.engine.create();
    engines.push(engine);
    return engine;
  };
  try {
    const engine = await open();
    // Of its own, so that an engine that takes no changes does not seem down to those who ask it.
    const delivery = createDelivery(options, await open());
    return await connect(options, { model, engine, delivery });
  } catch (error) {
    await Promise.allSettled(engines.map(async (engine) => engine.onApplicationShutdown?.()));
    throw error;
  }
}

type Closable = RelationshipEngine & Partial<OnApplicationShutdown>;

interface Parts {
  readonly model: AuthorizationModel;
  readonly engine: Closable;
  readonly delivery: OutboxDelivery;
}

async function connect(
  options: ResolvedWithOutboxOptions,
  { model, engine, delivery }: Parts,
): Promise<OutboxRelationshipEngine> {
  const { ledger, outbox, outboxTimeoutMs: timeoutMs } = options;
  const reader = new UndeliveredReader({ outbox, limit: options.maxPendingChanges, timeoutMs });
  const changes = new ConcernedChanges(model);
  const pending = createPending(options, { reader, delivery, changes });
  // A name that the outbox does not know yet has everything in line from here on.
  await reader.read();
  if (options.reconcileAtStart) await reconcile(options, engine);
  const permitted = new PermittedTuples(model);
  const parts = { engine, ledger, outbox, delivery, pending, permitted, timeoutMs };
  const complete = new OutboxRelationshipEngine(parts);
  const filter = ledger.filterOf?.(model);
  if (filter !== undefined) keepObjectFilter(complete, new AnsweringFilter(engine, filter));
  delivery.start();
  return complete;
}

function createPending(
  options: ResolvedWithOutboxOptions,
  parts: Pick<PendingTuplesParts, 'reader' | 'delivery' | 'changes'>,
): PendingTuples {
  return new PendingTuples({
    ...parts,
    maxContextualTuples: options.maxContextualTuples,
    maxListedTuples: options.maxListedTuples,
    timeoutMs: options.pendingTimeoutMs,
    monotonic: () => performance.now(),
  });
}

function createDelivery(options: ResolvedWithOutboxOptions, engine: RelationshipEngine): OutboxDelivery {
  return new OutboxDelivery({
    outbox: options.outbox,
    engine,
    pace: { ...options, retryMs: RETRY_MS },
    logger: new Logger('ZeroTrust'),
    monotonic: () => performance.now(),
  });
}

async function reconcile(
  { ledger, loadTimeoutSeconds, outbox }: ResolvedWithOutboxOptions,
  engine: RelationshipEngine,
): Promise<void> {
  const deadline = { dependency: OUTBOX, timeoutMs: loadTimeoutSeconds * 1_000 };
  await withDeadline(deadline, (signal) =>
    reconcileRelationships({ ledger, engine, outbox, repair: true, signal }),
  );
}
