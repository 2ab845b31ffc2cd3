// Says which of the servers run: status.mjs
import { statusOfServers } from './lifecycle.mjs';
import { main } from './setup-error.mjs';

const HELP = `Usage: node scripts/servers/status.mjs

One line for each server: up or down, and the variables for programs that use it.`;

await main(async () => {
  if (process.argv.includes('--help')) return console.log(HELP);
  for (const { name, isUp, environment } of await statusOfServers()) {
    const variables = Object.entries(environment).map(([variable, value]) => `${variable}=${value}`);
    console.log(`${name.padEnd(17)}${isUp ? `up    ${variables.join(' ')}` : 'down'}`);
  }
  return undefined;
});
