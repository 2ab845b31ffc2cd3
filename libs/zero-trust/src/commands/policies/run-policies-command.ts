import { runInTerminal } from '../command-line/run-in-terminal.js';
import { runCommand, type PoliciesDefaults } from './run-command.js';

/**
 * Runs the command line of policy rules in this process: results to stdout, problems to stderr, and the exit code is set.
 *
 * @param args what stands behind the command's name
 */
export async function runPoliciesCommand(
  args: readonly string[],
  defaults?: PoliciesDefaults,
): Promise<void> {
  await runInTerminal((output) => runCommand(args, { output, defaults }));
}
