import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import { CommandLineError } from '../relationships/command-line.error.js';
import type { AuditCommand, AuditCommandDefaults, AuditCommandResult } from './audit-command.js';
import { explainCommand } from './explain.command.js';
import { reportOnlyCommand } from './report-only.command.js';

const COMMANDS: ReadonlyMap<string, AuditCommand> = new Map([
  ['explain', explainCommand],
  ['report-only', reportOnlyCommand],
]);

const OPTIONS = {
  json: { type: 'boolean' },
  directory: { type: 'string' },
  prefix: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** Exit code where nothing could be answered. */
const FAILED = 2;

/**
 * Runs the command line of the audit log in this process: results to stdout, problems to stderr, and the exit code is set: 0, 1
 * where there is nothing of that kind, 2 where nothing could be answered.
 *
 * @param args what stands behind the command's name
 */
export async function runAuditCommand(
  args: readonly string[],
  defaults: AuditCommandDefaults = { directory: 'audit', prefix: 'audit' },
): Promise<void> {
  // Only the result belongs on stdout.
  Logger.overrideLogger(false);
  process.stdout.on('error', ignoreClosedPipe);
  try {
    const { text, code } = await dispatch(args, defaults);
    process.stdout.write(`${text}\n`);
    process.exitCode = code;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'The command failed.'}\n`);
    process.exitCode = FAILED;
  }
}

async function dispatch(
  args: readonly string[],
  defaults: AuditCommandDefaults,
): Promise<AuditCommandResult> {
  const { values, positionals } = parse(args);
  const [name, ...words] = positionals;
  if (name === undefined && values.help === true) return { text: overview(), code: 0 };
  const command = COMMANDS.get(name ?? '');
  if (command === undefined) throw new CommandLineError(overview());
  if (values.help === true) return { text: command.help, code: 0 };
  if (words.length !== command.words) throw new CommandLineError(command.help);
  const { directory = defaults.directory, prefix = defaults.prefix } = values;
  const openGraph = defaults.openGraph?.bind(defaults);
  return command.run({ words, isJson: values.json === true, folder: { directory, prefix }, openGraph });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The command line cannot be read.';
    throw new CommandLineError(`${message} See 'audit --help'.`, { cause: error });
  }
}

function overview(): string {
  const lines = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`);
  return [
    'Usage: audit COMMAND …',
    '',
    'Reads the audit log.',
    '',
    ...lines,
    '',
    "'audit COMMAND --help' says more, with an example.",
  ].join('\n');
}

/** A reader such as `head` may leave before everything is written. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
