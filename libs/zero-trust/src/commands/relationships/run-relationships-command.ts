import { runInTerminal } from '../command-line/run-in-terminal.js';
import { runCommand } from './run-command.js';
import type { TargetDefaults } from './target-defaults.js';

/**
 * Runs the command line of relationships in this process: results to stdout, problems to stderr, and the exit code is set.
 *
 * @param args what stands behind the command's name
 */
export async function runRelationshipsCommand(
  args: readonly string[],
  defaults?: TargetDefaults,
): Promise<void> {
  await runInTerminal((output) => runCommand(args, { output, defaults }));
}
