import { fileURLToPath } from 'node:url';
import { DirectoryLockedError } from '@sample/shared';
import { embeddedRelationships } from 'nestjs-zero-trust';
import type { DefaultGraph } from 'nestjs-zero-trust/commands';
import { sqlTuples } from 'nestjs-zero-trust/postgres';
import { seedDemo } from '../../database/demo-seed.js';
import { openOrdersDatabase } from '../../database/open-orders-database.js';
import type { OrdersDatabase, OrdersEnvironment } from '../../orders.tokens.js';
import { runningApi } from './ask-running-api.js';

/** The relationship model of the orders API. */
export const MODEL_FILE = fileURLToPath(new URL('../../../order-model.fga', import.meta.url));

/** The graph of the orders API, by the tuples beside its rows: they count, whichever engine it asks. */
export async function openOrdersGraph(
  modelFile: string,
  environment: OrdersEnvironment,
): Promise<DefaultGraph> {
  const database = await open(environment);
  if (database === 'owned by the API') {
    return { engine: runningApi(environment.dataDir), close: async () => undefined };
  }
  try {
    await seedDemo(database, environment);
    const engine = await embeddedRelationships({ modelFile, store: sqlTuples({ db: database.db }) }).create();
    const close = async (): Promise<void> => {
      await engine.onApplicationShutdown?.();
      await database.close();
    };
    return { engine, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The embedded database has one owning process. */
async function open({
  databaseUrl,
  dataDir,
}: OrdersEnvironment): Promise<OrdersDatabase | 'owned by the API'> {
  try {
    return await openOrdersDatabase({ databaseUrl, dataDir });
  } catch (error) {
    if (error instanceof DirectoryLockedError) return 'owned by the API';
    throw error;
  }
}
