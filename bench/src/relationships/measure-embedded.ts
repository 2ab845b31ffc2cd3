import { embeddedRelationships, type RelationshipEngine } from 'nestjs-zero-trust';
import { MODEL_FILE } from '../scenario/model-file.js';
import { measureRate } from './measure-rate.js';
import { OrderGraph } from './order-graph.js';

/** What the embedded engine does with so many tuples. */
export interface EmbeddedFigures {
  readonly tuples: number;
  readonly loadSeconds: number;
  readonly directChecksPerSecond: number;
  readonly twoHopChecksPerSecond: number;
  readonly bytesPerTuple: number;
  /** With the index from subjects to objects, which the first listing builds. */
  readonly bytesPerTupleWithReverseIndex: number;
  readonly firstListingMs: number;
  readonly listingsPerSecond: number;
  readonly objectsPerListing: number;
}

const CHECKS_PER_BATCH = 20_000;
const LISTINGS_PER_BATCH = 500;

/** Needs `--expose-gc`. @throws Error when the engine answers a check that is not evenly granted and denied */
export async function measureEmbedded(size: number, seconds: number): Promise<EmbeddedFigures> {
  const graph = new OrderGraph(size);
  const emptyBytes = usedBytes();
  const startedAt = performance.now();
  const engine = await embeddedRelationships({
    modelFile: MODEL_FILE,
    tuples: () => graph.tuples(),
    loadTimeoutSeconds: 300,
  }).create();
  const loadSeconds = (performance.now() - startedAt) / 1_000;
  const tuples = [...graph.tuples()].length;
  const loadedBytes = usedBytes();
  assertEvenly(engine, graph);
  const checks = measureChecks({ engine, graph, seconds });
  const [first] = graph.listings(1);
  const listedAt = performance.now();
  const listed = first === undefined ? [] : await engine.listObjects(first);
  const firstListingMs = performance.now() - listedAt;
  await engine.listObjects({ subject: 'user:user-1', relation: 'creator', type: 'order' });
  const listedBytes = usedBytes();
  return {
    tuples,
    loadSeconds,
    ...checks,
    bytesPerTuple: (loadedBytes - emptyBytes) / tuples,
    bytesPerTupleWithReverseIndex: (listedBytes - emptyBytes) / tuples,
    firstListingMs,
    listingsPerSecond: measureRate({
      makeQueries: (count) => graph.listings(count),
      run: (query) => engine.listObjects(query),
      queriesPerBatch: LISTINGS_PER_BATCH,
      seconds,
    }),
    objectsPerListing: listed.length,
  };
}

interface CheckBench {
  readonly engine: RelationshipEngine;
  readonly graph: OrderGraph;
  readonly seconds: number;
}

function measureChecks({
  engine,
  graph,
  seconds,
}: CheckBench): Pick<EmbeddedFigures, 'directChecksPerSecond' | 'twoHopChecksPerSecond'> {
  const shared = {
    run: engine.check.bind(engine),
    queriesPerBatch: CHECKS_PER_BATCH,
    seconds,
  };
  return {
    directChecksPerSecond: measureRate({
      ...shared,
      makeQueries: (count) => graph.directChecks(count),
    }),
    twoHopChecksPerSecond: measureRate({
      ...shared,
      makeQueries: (count) => graph.twoHopChecks(count),
    }),
  };
}

/** A bench of wrong answers is none. */
function assertEvenly(engine: RelationshipEngine, graph: OrderGraph): void {
  for (const [index, query] of [...graph.directChecks(100), ...graph.twoHopChecks(100)].entries()) {
    const result = engine.check(query);
    const isRight = !(result instanceof Promise) && result.allowed === (index % 2 === 0);
    if (!isRight) throw new Error(`The engine answers ${JSON.stringify(query)} wrongly.`);
  }
}

function usedBytes(): number {
  if (globalThis.gc === undefined) throw new Error('Run this with --expose-gc: npm run bench:relationships');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
