import { readEnvironment } from '@sample/shared';
import { AuthClient } from './auth-client.js';
import { runCommand } from './command-line.js';

const HELP = `Usage: npm run --silent keys:rotate

Lets the running authorization server sign with its next key. The previous public key stays published until every
token that it signed is dead. Needs the same DATA_DIR, HOST, AUTH_PORT and AUTH_ISSUER as the server.`;

await runCommand({
  help: HELP,
  options: {},
  run: async ({ positionals }) => {
    if (positionals.length > 0) throw new Error('This command takes no arguments.');
    const client = new AuthClient(readEnvironment(['host', 'authPort', 'authIssuer', 'dataDir']));
    const { previous, current } = await client.rotateKeys();
    return `previous key: ${String(previous)}\ncurrent key:  ${String(current)}`;
  },
});
