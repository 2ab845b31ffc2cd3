import { OpenFgaClient } from '@openfga/sdk';
import type { CheckQuery } from 'nestjs-zero-trust';
import { prepareStore } from '../open-fga.js';
import { OrderGraph } from './order-graph.js';

/** What an OpenFGA server does with 1,000 tuples, asked one question after another. */
export interface ServerFigures {
  readonly directChecksPerSecond: number;
  readonly twoHopChecksPerSecond: number;
}

const TIMEOUT_MS = 10_000;
const WARM_UP_CHECKS = 200;

/** @throws Error when the server does not answer in time, or wrongly */
export async function measureServer(apiUrl: string, seconds: number): Promise<ServerFigures> {
  const graph = new OrderGraph(1_000);
  await using store = await prepareStore(apiUrl, [...graph.tuples()]);
  const client = new OpenFgaClient({
    apiUrl,
    storeId: store.storeId,
    authorizationModelId: store.modelId,
    baseOptions: { timeout: TIMEOUT_MS },
  });
  return {
    directChecksPerSecond: await askInTurn(client, { queries: graph.directChecks(5_000), seconds }),
    twoHopChecksPerSecond: await askInTurn(client, { queries: graph.twoHopChecks(5_000), seconds }),
  };
}

async function askInTurn(
  client: OpenFgaClient,
  { queries, seconds }: { readonly queries: readonly CheckQuery[]; readonly seconds: number },
): Promise<number> {
  await ask(client, queries.slice(0, WARM_UP_CHECKS));
  const startedAt = performance.now();
  let asked = 0;
  while (performance.now() - startedAt < seconds * 1_000) {
    await ask(client, queries.slice(asked % queries.length, (asked % queries.length) + 100));
    asked += 100;
  }
  return asked / ((performance.now() - startedAt) / 1_000);
}

async function ask(client: OpenFgaClient, queries: readonly CheckQuery[]): Promise<void> {
  for (const [index, { subject, relation, object }] of queries.entries()) {
    const { allowed } = await client.check({ user: subject, relation, object });
    if (allowed !== (index % 2 === 0)) throw new Error('The server answers a check wrongly.');
  }
}
