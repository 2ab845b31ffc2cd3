import { embeddedRelationships } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { MODEL_FILE } from '../scenario/model-file.js';
import { OrderGraph } from './order-graph.js';

describe('the graph of the bench', () => {
  it('has as many tuples as are asked for, none of them twice', () => {
    const tuples = [...new OrderGraph(10_000).tuples()].map((tuple) => JSON.stringify(tuple));
    expect([tuples.length, new Set(tuples).size]).toEqual([10_000, 10_000]);
  });

  it('asks checks of which every other one is granted, and listings that find one organization', async () => {
    const graph = new OrderGraph(2_000);
    const engine = await embeddedRelationships({ modelFile: MODEL_FILE, tuples: graph.tuples() }).create();
    const isEven = (_: unknown, index: number): boolean => index % 2 === 0;
    for (const queries of [graph.directChecks(200), graph.twoHopChecks(200)]) {
      const results = (await engine.batchCheck(queries)).map(({ allowed }) => allowed);
      expect(results).toEqual(queries.map(isEven));
    }
    const listed = await Promise.all(graph.listings(20).map(async (query) => engine.listObjects(query)));
    expect(new Set(listed.map(({ length }) => length))).toEqual(new Set([45]));
  });
});
