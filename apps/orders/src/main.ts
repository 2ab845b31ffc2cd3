import { baseUrl, readEnvironment, stopOnSignals } from '@sample/shared';
import { createOrdersApp } from './create-app.js';
import { EventLogger } from './event-logger.js';
import { ORDERS_SETTINGS } from './orders.tokens.js';

async function start(): Promise<void> {
  const environment = readEnvironment(ORDERS_SETTINGS);
  const logger = new EventLogger('orders', { json: true, colors: false });
  const { app, close } = await createOrdersApp({ environment, logger });
  stopOnSignals({ close });
  const {
    host,
    port,
    httpAdapter,
    authIssuer: issuer,
    nodeEnv,
    databaseUrl,
    redisUrl,
    openfgaUrl,
  } = environment;
  await app.listen(port, host);
  const storage = databaseUrl === undefined ? 'embedded' : 'postgresql';
  const limits = redisUrl === undefined ? 'memory' : 'redis';
  const relationships = openfgaUrl === undefined ? 'embedded' : 'openfga';
  logger.log({
    event: 'listening',
    url: baseUrl(host, port),
    httpAdapter,
    issuer,
    storage,
    limits,
    relationships,
    nodeEnv,
  });
}

try {
  await start();
} catch (error) {
  const message = error instanceof Error ? error.message : 'The orders API could not start.';
  process.stderr.write(`${message}\n`);
  // Open handles would keep a process alive that serves nothing.
  process.exit(1);
}
