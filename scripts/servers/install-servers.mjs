// Installs ahead of time what real servers run on, and starts none: install-servers.mjs [NAME …]
import { installServers, SERVER_NAMES } from './lifecycle.mjs';
import { main } from './setup-error.mjs';

const HELP = `Usage: node scripts/servers/install-servers.mjs [NAME …]

Installs where missing, from Debian or built with Go, once for this machine: ${SERVER_NAMES.join(', ')}
(all without a NAME). start.mjs and with-servers.mjs do so by themselves; this is for doing it beside other work.`;

await main(async () => {
  const names = process.argv.slice(2);
  if (names.includes('--help')) return console.log(HELP);
  await installServers(names);
  return undefined;
});
