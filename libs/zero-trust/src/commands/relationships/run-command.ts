import { ZeroTrustError } from '../../kernel/errors.js';
import { CommandLineError } from '../command-line/command-line.error.js';
import type { CommandOutput, ExitCode } from '../command-line/command-output.js';
import { parseCommand, runProgram, type TypedCommand } from '../command-line/program.js';
import type { Command } from './command.js';
import { COMMANDS } from './commands.js';
import type { TargetDefaults } from './target-defaults.js';

/** Where a command runs. */
export interface Surroundings {
  readonly output: CommandOutput;
  readonly defaults: TargetDefaults | undefined;
}

const PROGRAM = {
  name: 'relationships',
  usage: 'COMMAND …',
  purpose: 'Asks and changes a relationship graph.',
  commands: COMMANDS,
  describe: describeKnown,
};

/** Runs one command line. @returns the exit code, as `runProgram` has it */
export function runCommand(args: readonly string[], { output, defaults }: Surroundings): Promise<number> {
  const run = (typed: TypedCommand<Command>): Promise<ExitCode> => runOne(typed, { output, defaults });
  return runProgram({ ...PROGRAM, run }, { args, output });
}

async function runOne(
  { name, command, args }: TypedCommand<Command>,
  { output, defaults }: Surroundings,
): Promise<ExitCode> {
  const { values, positionals } = parseCommand(`relationships ${name}`, {
    args: [...args],
    options: { ...command.options, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  const { help, ...given } = values;
  if (help === true) {
    output.print(command.help);
    return 0;
  }
  const { least, most } = command.words;
  const count = positionals.length;
  if (count < least || count > most) throw new CommandLineError(usageProblem(name, count, command));
  return command.run({ values: given, positionals, defaults }, output);
}

function usageProblem(name: string, given: number, { help }: Command): string {
  return `'relationships ${name}' cannot be run with ${given} ${given === 1 ? 'word' : 'words'}.\n\n${help}`;
}

/** What went wrong in the library says so itself, with what it met. */
function describeKnown(error: unknown): string | undefined {
  return error instanceof ZeroTrustError ? `${error.message}${causeOf(error)}` : undefined;
}

function causeOf({ cause }: Error): string {
  return cause instanceof ZeroTrustError ? ` (${cause.message})` : '';
}
