import { parseArgs } from 'node:util';
import { ZeroTrustError } from '../../kernel/errors.js';
import { CommandLineError } from './command-line.error.js';
import type { Command, CommandInput, CommandOutput } from './command.js';
import { COMMANDS } from './commands.js';
import type { TargetDefaults } from './target-defaults.js';

/** Where a command runs. */
export interface Surroundings {
  readonly output: CommandOutput;
  readonly defaults: TargetDefaults | undefined;
}

/** Exit code where nothing could be answered. */
const FAILED = 2;

/**
 * Runs one command line. The result goes to stdout, what went wrong to stderr with what to do about it.
 *
 * @returns the exit code: 0, 1 where the answer is a no, 2 where there is none
 */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await dispatch(args, surroundings);
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`);
    return FAILED;
  }
}

async function dispatch(
  [name, ...args]: readonly string[],
  { output, defaults }: Surroundings,
): Promise<number> {
  if (name === undefined || name === '--help' || name === 'help') {
    output.print(overview());
    return name === undefined ? FAILED : 0;
  }
  const command = COMMANDS.get(name);
  if (command === undefined) {
    throw new CommandLineError(
      `There is no command '${name}'; there are ${[...COMMANDS.keys()].join(', ')}.`,
    );
  }
  return runOne(name, command, { args, output, defaults });
}

async function runOne(
  name: string,
  command: Command,
  { args, output, defaults }: Surroundings & { readonly args: readonly string[] },
): Promise<number> {
  const input = parse(name, command, args);
  if (input === 'help') {
    output.print(command.help);
    return 0;
  }
  const { least, most } = command.words;
  const given = input.positionals.length;
  if (given < least || given > most) throw new CommandLineError(usageProblem(name, given, command));
  return command.run({ ...input, defaults }, output);
}

function parse(
  name: string,
  { options }: Command,
  args: readonly string[],
): Omit<CommandInput, 'defaults'> | 'help' {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    const { help, ...given } = values as Readonly<Record<string, unknown>>;
    return help === true ? 'help' : { values: given as CommandInput['values'], positionals };
  } catch (error) {
    throw new CommandLineError(`${messageOf(error)} See 'relationships ${name} --help'.`, { cause: error });
  }
}

function usageProblem(name: string, given: number, { help }: Command): string {
  return `'relationships ${name}' cannot be run with ${given} ${given === 1 ? 'word' : 'words'}.\n\n${help}`;
}

function overview(): string {
  const width = Math.max(...[...COMMANDS.keys()].map(({ length }) => length));
  const lines = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: relationships COMMAND …',
    '',
    'Asks and changes a relationship graph.',
    '',
    ...lines,
    '',
    "'relationships COMMAND --help' says more, with an example.",
    'Exit codes: 0, 1 where the answer is a no, 2 where there is none.',
  ].join('\n');
}

/** What is known to be safe to print; anything else is a defect, and its trace says where. */
function describe(error: unknown): string {
  if (error instanceof CommandLineError) return error.message;
  if (error instanceof ZeroTrustError) return `${error.message}${causeOf(error)}`;
  return error instanceof Error ? (error.stack ?? error.message) : 'The command failed.';
}

function causeOf({ cause }: Error): string {
  return cause instanceof ZeroTrustError ? ` (${cause.message})` : '';
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : 'The command line cannot be read.';
  return message.endsWith('.') ? message : `${message}.`;
}
