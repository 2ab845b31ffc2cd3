import { Logger } from '@nestjs/common';
import { runCommand } from './run-command.js';
import type { TargetDefaults } from './target-defaults.js';
import { TerminalOutput } from './terminal-output.js';

/**
 * Runs the command line of relationships in this process: results to stdout, problems to stderr, and the exit code is set.
 *
 * @param args what stands behind the command's name
 */
export async function runRelationshipsCommand(
  args: readonly string[],
  defaults?: TargetDefaults,
): Promise<void> {
  // Only the result belongs on stdout.
  Logger.overrideLogger(false);
  process.stdout.on('error', ignoreClosedPipe);
  const output = new TerminalOutput();
  process.exitCode = await runCommand(args, { output, defaults });
  output.end();
}

/** A reader such as `head` may leave before everything is written. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
