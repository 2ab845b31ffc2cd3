import { readEnvironment } from '@sample/shared';
import { runPostureCommand } from 'nestjs-zero-trust/commands';
import { ORDERS_SETTINGS } from '../orders.tokens.js';
import { readPosture } from './posture/read-posture.js';

// The command line of the library, for the orders API.
await runPostureCommand(process.argv.slice(2), {
  usage: 'npm run --silent posture --',
  title: 'orders API',
  read: () => readPosture(readEnvironment(ORDERS_SETTINGS)),
});
