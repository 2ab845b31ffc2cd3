import { Logger } from '@nestjs/common';
import type { CommandOutput } from './command-output.js';
import { TerminalOutput } from './terminal-output.js';

/** Runs a command line in this process: results to stdout, problems to stderr, and the exit code is set. */
export async function runInTerminal(run: (output: CommandOutput) => Promise<number>): Promise<void> {
  // Only the result belongs on stdout.
  Logger.overrideLogger(false);
  process.stdout.on('error', ignoreClosedPipe);
  const output = new TerminalOutput();
  process.exitCode = await run(output);
  output.end();
}

/** A reader such as `head` may leave before everything is written. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
