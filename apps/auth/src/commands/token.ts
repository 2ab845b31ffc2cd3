import {
  DEMO_IDENTITIES,
  findDemoIdentity,
  keyFilePath,
  readEnvironment,
  readOrCreateKey,
} from '@sample/shared';
import { AuthClient } from './auth-client.js';
import { runCommand } from './command-line.js';

const NAMES = DEMO_IDENTITIES.map(({ name }) => name).join(', ');

const HELP = `Usage: npm run --silent token -- NAME [--scope "SCOPE SCOPE"] [--dpop] [--auth-age SECONDS]

Prints an access token from the running authorization server, and nothing else.

  NAME        one of ${NAMES}
  --scope     space-separated scopes; without it, all that the identity may ask for
  --dpop      binds the token to a key (RFC 9449); a second line says in which file that key lies
  --auth-age  lets a person have signed in that long ago; after 600 s, deleting an order asks for a new sign-in

Reads HOST, AUTH_PORT, AUTH_ISSUER and DATA_DIR, which must be those of the server.`;

/** Gets a token for a demo identity: people through the operator's key, services through their own. */
async function printToken({ name, scope, dpop, authAge }: TokenArguments): Promise<string> {
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
  if (authAge !== undefined && identity.kind === 'service')
    throw new Error(`${identity.name} is a service and never signs in; --auth-age is for people.`);
  const environment = readEnvironment(['host', 'authPort', 'authIssuer', 'dataDir']);
  const key = dpop ? await readOrCreateKey(environment.dataDir, `dpop-${identity.name}`) : undefined;
  const client = new AuthClient(environment);
  const request = { name: identity.name, scope, key };
  const token = await (identity.kind === 'person'
    ? client.personToken({ ...request, authAgeSeconds: authAge })
    : client.serviceToken(request));
  return dpop ? `${token}\n${keyFilePath(environment.dataDir, `dpop-${identity.name}`)}` : token;
}

interface TokenArguments {
  readonly name: string | undefined;
  readonly scope: string | undefined;
  readonly dpop: boolean;
  readonly authAge: number | undefined;
}

function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text)) throw new Error('--auth-age takes whole seconds, at most a day: 600');
  return Number(text);
}

await runCommand({
  help: HELP,
  options: { scope: { type: 'string' }, dpop: { type: 'boolean' }, 'auth-age': { type: 'string' } },
  run: ({ positionals, values }) => {
    if (positionals.length > 1) throw new Error(`One name at a time. Use one of: ${NAMES}.`);
    const { scope, dpop = false, 'auth-age': authAge } = values;
    return printToken({ name: positionals[0], scope, dpop, authAge: readSeconds(authAge) });
  },
});
