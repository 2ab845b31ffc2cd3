import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const TOKEN_COMMAND = fileURLToPath(new URL('../../../../auth/dist/commands/token.js', import.meta.url));
const DEADLINE_MS = 20_000;

/**
 * Gets a token as `npm run token` does.
 *
 * @returns the lines that the command prints: the token, and with `--dpop` the path of its key
 * @throws Error that repeats what the command says, for example that the server is not running
 */
export async function runTokenCommand(...parameters: readonly string[]): Promise<readonly string[]> {
  try {
    const options = { timeout: DEADLINE_MS };
    const { stdout } = await promisify(execFile)(process.execPath, [TOKEN_COMMAND, ...parameters], options);
    return stdout.trim().split('\n');
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(
      said === '' ? `There is no token for ${parameters[0]}; the command did not answer.` : said,
      { cause: error },
    );
  }
}
