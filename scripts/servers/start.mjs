// Starts real servers for tests and benchmarks: start.mjs [NAME …]
import { SERVER_NAMES, startServers } from './lifecycle.mjs';
import { main } from './setup-error.mjs';

const HELP = `Usage: node scripts/servers/start.mjs [NAME …]

Installs where missing and starts, on free ports of the loopback interface: ${SERVER_NAMES.join(', ')}
(all without a NAME). A server that runs already is used as it is. Prints the variables for programs that
use them, which are also in .data/servers/env.json; logs are in .data/servers/NAME/server.log.
Exits with 1 if one cannot be had. See also: stop.mjs, status.mjs, with-servers.mjs.`;

await main(async () => {
  const names = process.argv.slice(2);
  if (names.includes('--help')) return console.log(HELP);
  const { environment } = await startServers(names);
  for (const [variable, value] of Object.entries(environment)) console.log(`${variable}=${value}`);
  return undefined;
});
