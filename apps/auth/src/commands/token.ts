import { DEMO_IDENTITIES, findDemoIdentity, readEnvironment } from '@sample/shared';
import { AuthClient } from './auth-client.js';
import { runCommand } from './command-line.js';

const NAMES = DEMO_IDENTITIES.map(({ name }) => name).join(', ');

const HELP = `Usage: npm run --silent token -- NAME [--scope "SCOPE SCOPE"]

Prints an access token from the running authorization server, and nothing else.

  NAME      one of ${NAMES}
  --scope   space-separated scopes; without it, all that the identity may ask for

Reads HOST, AUTH_PORT, AUTH_ISSUER and DATA_DIR, which must be those of the server.`;

/** Gets a token for a demo identity: people through the operator's key, services through their own. */
async function printToken(name: string | undefined, scope: string | undefined): Promise<string> {
  if (name === undefined)
    throw new Error(`Say whose token: npm run --silent token -- NAME, with one of ${NAMES}.`);
  const identity = findDemoIdentity(name);
  if (identity === undefined)
    throw new Error(`There is no identity ${JSON.stringify(name)}. Use one of: ${NAMES}.`);
  const refused = scope?.split(' ').find((word) => !identity.scopes.includes(word));
  if (refused !== undefined)
    throw new Error(
      `${identity.name} may not ask for ${JSON.stringify(refused)}, only for: ${identity.scopes.join(' ')}.`,
    );
  const client = new AuthClient(readEnvironment(['host', 'authPort', 'authIssuer', 'dataDir']));
  return identity.kind === 'person'
    ? client.personToken(identity.name, scope)
    : client.serviceToken(identity.name, scope);
}

await runCommand({
  help: HELP,
  options: { scope: { type: 'string' } },
  run: ({ positionals, values }) => {
    if (positionals.length > 1) throw new Error(`One name at a time. Use one of: ${NAMES}.`);
    return printToken(positionals[0], values.scope);
  },
});
