// Runs a command while the servers run, and stops those that it started: with-servers.mjs [--only NAME,…] COMMAND [ARG …]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SERVER_NAMES, startServers, stopServers } from './lifecycle.mjs';
import { main, SetupError } from './setup-error.mjs';

const HELP = `Usage: node scripts/servers/with-servers.mjs [--only NAME,…] COMMAND [ARG …]

Starts the servers (see start.mjs; all without --only: ${SERVER_NAMES.join(', ')}), runs COMMAND
with their variables in its environment, stops those that were not running before, and exits as COMMAND did.`;

await main(async () => {
  const args = process.argv.slice(2);
  if (args[0] === '--help') return console.log(HELP);
  const names = args[0] === '--only' ? readNames(args.splice(0, 2)[1]) : [];
  const [command, ...rest] = args;
  if (command === undefined) throw new SetupError('no COMMAND to run; see --help.');
  const { environment, started } = await startServers(names);
  try {
    return await run({ command, args: rest, environment });
  } finally {
    if (started.length > 0) await stopServers(started);
  }
});

function readNames(list = '') {
  const names = list.split(',').filter((name) => name !== '');
  if (names.length === 0) throw new SetupError('--only needs names of servers; see --help.');
  return names;
}

async function run({ command, args, environment }) {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  // The terminal's Ctrl-C reaches the command by itself; here it must only not end this program before it has cleaned up.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [status] = await once(child, 'exit').catch((error) => {
    throw new SetupError(`'${command}' cannot be run (${error.code}): is it on the PATH?`);
  });
  return status ?? 1;
}
