import { join } from 'node:path';
import { readEnvironment } from '@sample/shared';
import { runAuditCommand } from 'nestjs-zero-trust/commands';
import { ORDERS_SETTINGS } from '../orders.tokens.js';
import { MODEL_FILE, openOrdersGraph } from './relationships/open-orders-graph.js';

// The command line of the library, on the audit log and the relationship graph of the orders API.
const environment = readEnvironment(ORDERS_SETTINGS);
await runAuditCommand(process.argv.slice(2), {
  directory: join(environment.dataDir, 'audit'),
  prefix: 'orders',
  openGraph: () => openOrdersGraph(MODEL_FILE, environment),
});
