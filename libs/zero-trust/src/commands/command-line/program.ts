import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean } from '../../enforcement/did-you-mean.js';
import { CommandLineError } from './command-line.error.js';
import type { CommandOutput, ExitCode } from './command-output.js';

/** What every command says of itself. */
export interface DescribedCommand {
  /** In a few words, for the list of commands. */
  readonly summary: string;
  /** Printed for `--help`, with an example. */
  readonly help: string;
}

/** A command as it was typed. */
export interface TypedCommand<Command> {
  readonly name: string;
  readonly command: Command;
  readonly args: readonly string[];
}

/** A program of several commands. */
export interface Program<Command extends DescribedCommand> {
  /** What the user types: `policies`. */
  readonly name: string;
  /** What stands behind the name: `COMMAND [FILE…]`. */
  readonly usage: string;
  /** What the program is for, in a sentence. */
  readonly purpose: string;
  readonly commands: ReadonlyMap<string, Command>;
  run(typed: TypedCommand<Command>, output: CommandOutput): Promise<ExitCode>;
  /** What is known to be safe to print of an error; `undefined` for all that is not known. */
  describe(error: unknown): string | undefined;
}

/** What was typed, and where the result goes. */
export interface CommandLine {
  /** What stands behind the program's name. */
  readonly args: readonly string[];
  readonly output: CommandOutput;
}

/** Exit code where nothing could be answered. */
export const FAILED = 2;

/**
 * Runs one command line. The result goes to the output, what went wrong to stderr with what to do about it.
 *
 * @returns the exit code: 0, 1 where the answer is a no, 2 where there is none
 */
export async function runProgram<Command extends DescribedCommand>(
  program: Program<Command>,
  { args, output }: CommandLine,
): Promise<number> {
  try {
    return await dispatch(program, { args, output });
  } catch (error) {
    process.stderr.write(`${program.describe(error) ?? describe(error)}\n`);
    return FAILED;
  }
}

/** Reads what stands behind the name of a command. @throws CommandLineError that says where help is */
export function parseCommand<Config extends ParseArgsConfig>(command: string, config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new CommandLineError(`${sentenceOf(error)} See '${command} --help'.`, { cause: error });
  }
}

async function dispatch<Command extends DescribedCommand>(
  program: Program<Command>,
  { args: [name, ...args], output }: CommandLine,
): Promise<number> {
  if (name === undefined || name === '--help' || name === 'help') {
    output.print(overview(program));
    return name === undefined ? FAILED : 0;
  }
  const { commands } = program;
  const command = commands.get(name);
  if (command === undefined) {
    throw unknownCommand(name, [...commands.keys()]);
  }
  return program.run({ name, command, args }, output);
}

/** Names what was typed, and what may have been meant. */
export function unknownCommand(typed: string, known: readonly string[]): CommandLineError {
  const sentences = [
    `There is no command '${typed}'.`,
    didYouMean(typed, known),
    `There are ${known.join(', ')}.`,
  ];
  return new CommandLineError(sentences.filter((sentence) => sentence !== undefined).join(' '));
}

function overview({ name, usage, purpose, commands }: Program<DescribedCommand>): string {
  const width = Math.max(...[...commands.keys()].map(({ length }) => length));
  const lines = [...commands].map(([command, { summary }]) => `  ${command.padEnd(width)}  ${summary}`);
  return [
    `Usage: ${name} ${usage}`,
    '',
    purpose,
    '',
    ...lines,
    '',
    `'${name} COMMAND --help' says more, with an example.`,
    'Exit codes: 0, 1 where the answer is a no, 2 where there is none.',
  ].join('\n');
}

/** Anything unknown is a defect, and its trace says where. */
function describe(error: unknown): string {
  if (error instanceof CommandLineError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : 'The command failed.';
}

function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : 'The command line cannot be read.';
  return message.endsWith('.') ? message : `${message}.`;
}
