import { CommandLineError } from '../command-line/command-line.error.js';
import { FAILED, parseCommand, unknownCommand } from '../command-line/program.js';
import { runInTerminal } from '../command-line/run-in-terminal.js';
import type { AuditCommand, AuditCommandDefaults, AuditCommandResult } from './audit-command.js';
import { explainCommand } from './explain.command.js';
import { lifecycleCommand } from './lifecycle.command.js';
import { reportOnlyCommand } from './report-only.command.js';

const COMMANDS: ReadonlyMap<string, AuditCommand> = new Map([
  ['explain', explainCommand],
  ['lifecycle', lifecycleCommand],
  ['report-only', reportOnlyCommand],
]);

const OPTIONS = {
  json: { type: 'boolean' },
  directory: { type: 'string' },
  prefix: { type: 'string' },
  help: { type: 'boolean' },
} as const;

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
  await runInTerminal(async (output) => {
    try {
      const { text, code } = await dispatch(args, defaults);
      output.print(text);
      return code;
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : 'The command failed.'}\n`);
      return FAILED;
    }
  });
}

async function dispatch(
  args: readonly string[],
  defaults: AuditCommandDefaults,
): Promise<AuditCommandResult> {
  const { values, positionals } = parseCommand('audit', {
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const [name, ...words] = positionals;
  if (name === undefined && values.help === true) return { text: overview(), code: 0 };
  if (name === undefined) throw new CommandLineError(overview());
  const command = COMMANDS.get(name);
  if (command === undefined) throw unknownCommand(name, [...COMMANDS.keys()]);
  if (values.help === true) return { text: command.help, code: 0 };
  if (words.length !== command.words) throw new CommandLineError(command.help);
  const { directory = defaults.directory, prefix = defaults.prefix } = values;
  const openGraph = defaults.openGraph?.bind(defaults);
  return command.run({ words, isJson: values.json === true, folder: { directory, prefix }, openGraph });
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
