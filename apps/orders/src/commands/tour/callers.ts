import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const TOKEN_COMMAND = fileURLToPath(new URL('../../../../auth/dist/commands/token.js', import.meta.url));
const DEADLINE_MS = 20_000;

/** Who takes part, and with which token; `undefined` is nobody. */
export type Callers = ReadonlyMap<string, string | undefined>;

/** Bob with a token that reaches the inventory only. */
export const BOB_WITHOUT_ORDERS = 'bob (inventory:read)';
/** Bob's token with another payload under the same signature. */
export const FORGED_BOB = 'bob (forged)';
/** Somebody without a token. */
export const NOBODY = 'nobody';

const NAMES = ['alice', 'bob', 'carol', 'dan', 'order-processor', 'inventory-reader'] as const;

/**
 * Gets a token for everybody, as `npm run token` does.
 *
 * @throws Error that repeats what the command says, for example that the server is not running
 */
export async function getCallers(): Promise<Callers> {
  const tokens = await Promise.all(NAMES.map(async (name) => [name, await getToken([name])] as const));
  const callers = new Map<string, string | undefined>(tokens);
  const bob = callers.get('bob') ?? '';
  callers.set(NOBODY, undefined);
  callers.set(BOB_WITHOUT_ORDERS, await getToken(['bob', '--scope', 'inventory:read']));
  callers.set(FORGED_BOB, forge(bob, { sub: 'alice' }));
  return callers;
}

async function getToken(parameters: readonly string[]): Promise<string> {
  try {
    const options = { timeout: DEADLINE_MS };
    const { stdout } = await promisify(execFile)(process.execPath, [TOKEN_COMMAND, ...parameters], options);
    return stdout.trim();
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(
      said === '' ? `There is no token for ${parameters[0]}; the command did not answer.` : said,
      {
        cause: error,
      },
    );
  }
}

function forge(token: string, claims: object): string {
  const [header, payload = '', signature] = token.split('.');
  const forged = { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), ...claims };
  return [header, Buffer.from(JSON.stringify(forged)).toString('base64url'), signature].join('.');
}
