import { readEnvironment } from '@sample/shared';
import { runRelationshipsCommand } from 'nestjs-zero-trust/commands';
import { ORDERS_SETTINGS } from '../orders.tokens.js';
import { MODEL_FILE, openOrdersGraph } from './relationships/open-orders-graph.js';
import { withSampleServers } from './relationships/with-sample-servers.js';

// The command line of the library; where it names no graph, the one of the orders API is meant.
const args = process.argv.slice(2);
await runRelationshipsCommand(withSampleServers(args, process.env), {
  modelFile: MODEL_FILE,
  open: (modelFile) => openOrdersGraph(modelFile, readEnvironment(ORDERS_SETTINGS)),
});
