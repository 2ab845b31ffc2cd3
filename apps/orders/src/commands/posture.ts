import { parseArgs } from 'node:util';
import { readEnvironment } from '@sample/shared';
import { ORDERS_SETTINGS } from '../orders.tokens.js';
import { formatPosture } from './posture/format-posture.js';
import { readPosture } from './posture/read-posture.js';

const HELP = `Usage: npm run --silent posture -- [--json]

Lists every route of the orders API with the controls that guard it, as compiled at boot. Nothing is started and no
data is touched.

  --json   machine-readable`;

async function printPosture(): Promise<string> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help === true) return HELP;
  const routes = await readPosture(readEnvironment(ORDERS_SETTINGS));
  return values.json === true ? JSON.stringify(routes, undefined, 2) : formatPosture(routes);
}

try {
  process.stdout.write(`${await printPosture()}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'The posture cannot be read.'}\n`);
  process.exitCode = 1;
}
