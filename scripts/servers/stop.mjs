// Stops what start.mjs started: stop.mjs [NAME …]
import { SERVER_NAMES, stopServers } from './lifecycle.mjs';
import { main } from './setup-error.mjs';

const HELP = `Usage: node scripts/servers/stop.mjs [NAME …]

Stops the servers that start.mjs started and removes their data: ${SERVER_NAMES.join(', ')} (all without a NAME).`;

await main(async () => {
  const names = process.argv.slice(2);
  if (names.includes('--help')) return console.log(HELP);
  await stopServers(names);
  return undefined;
});
