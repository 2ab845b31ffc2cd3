import type { INestApplication } from '@nestjs/common';
import { baseUrl, readEnvironment, stopOnSignals } from '@sample/shared';
import { RelationshipEngine } from 'nestjs-zero-trust';
import { createOrdersApp } from './create-app.js';
import { EventLogger } from './event-logger.js';
import { serveGraph } from './operator/serve-graph.js';
import { ORDERS_SETTINGS, type OrdersEnvironment } from './orders.tokens.js';

async function start(): Promise<void> {
  const environment = readEnvironment(ORDERS_SETTINGS);
  const logger = new EventLogger('orders', { json: true, colors: false });
  const { app, close } = await createOrdersApp({ environment, logger });
  const stopGraph = await serveCommands(app, environment);
  const closeAll = async (): Promise<void> => {
    await stopGraph();
    await close();
  };
  stopOnSignals({ close: closeAll });
  await app.listen(environment.port, environment.host);
  logger.log({ event: 'listening', ...describe(environment) });
}

/** What operators want to know of a process that has started; where its servers are is none of it. */
function describe(environment: OrdersEnvironment): Readonly<Record<string, unknown>> {
  const { host, port, httpAdapter, authIssuer: issuer, nodeEnv, databaseUrl, redisUrl } = environment;
  return {
    url: baseUrl(host, port),
    httpAdapter,
    issuer,
    storage: databaseUrl === undefined ? 'embedded' : 'postgresql',
    limits: redisUrl === undefined ? 'memory' : 'redis',
    relationships: evaluator(environment),
    nodeEnv,
  };
}

function evaluator({ openfgaUrl, spicedbEndpoint }: OrdersEnvironment): 'embedded' | 'openfga' | 'spicedb' {
  if (openfgaUrl !== undefined) return 'openfga';
  return spicedbEndpoint === undefined ? 'embedded' : 'spicedb';
}

/** The embedded database has one owner, so that commands go through it; a server they can ask themselves. */
async function serveCommands(
  app: INestApplication,
  { databaseUrl, dataDir }: OrdersEnvironment,
): Promise<() => Promise<void>> {
  if (databaseUrl !== undefined) return async () => undefined;
  return serveGraph(app.get<RelationshipEngine>(RelationshipEngine), dataDir);
}

try {
  await start();
} catch (error) {
  const message = error instanceof Error ? error.message : 'The orders API could not start.';
  process.stderr.write(`${message}\n`);
  // Open handles would keep a process alive that serves nothing.
  process.exit(1);
}
