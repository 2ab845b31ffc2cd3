import { parseArgs } from 'node:util';
import { compileRules } from '../../authorization/policies/rules/compile-rules.js';
import { RuleFiles } from '../../authorization/policies/rules/rule-files.js';
import { UnreadableRulesError } from '../../authorization/policies/rules/unreadable-rules.error.js';
import { CommandLineError } from '../relationships/command-line.error.js';
import type { CommandOutput } from '../relationships/command.js';
import { checkCommand } from './actions/check.command.js';
import { testCommand } from './actions/test.command.js';
import type { PoliciesCommand } from './policies-command.js';

/** What is meant where the command line names no file. */
export interface PoliciesDefaults {
  readonly files: readonly string[];
}

/** Where a command runs. */
export interface Surroundings {
  readonly output: CommandOutput;
  readonly defaults: PoliciesDefaults | undefined;
}

/** Exit code where nothing could be answered. */
const FAILED = 2;

const COMMANDS: ReadonlyMap<string, PoliciesCommand> = new Map([
  ['test', testCommand],
  ['check', checkCommand],
]);

/**
 * Runs one command line. The result goes to the output, what went wrong to stderr with what to do about it.
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
  const { isHelp, isJson, words } = parse(name, args);
  if (isHelp) {
    output.print(command.help);
    return 0;
  }
  const files = words.length > 0 ? words : (defaults?.files ?? []);
  if (files.length === 0) throw new CommandLineError(`Name a file of rules.\n\n${command.help}`);
  const set = compileRules(await new RuleFiles(files).read());
  return command.run({ set, files, isJson }, output);
}

interface ParsedArguments {
  readonly isHelp: boolean;
  readonly isJson: boolean;
  readonly words: readonly string[];
}

function parse(name: string, args: readonly string[]): ParsedArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { help: { type: 'boolean' }, json: { type: 'boolean' } },
      allowPositionals: true,
    });
    return { isHelp: values.help ?? false, isJson: values.json ?? false, words: positionals };
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The command line cannot be read.';
    throw new CommandLineError(`${message} See 'policies ${name} --help'.`, { cause: error });
  }
}

function overview(): string {
  const lines = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(5)}  ${summary}`);
  return [
    'Usage: policies COMMAND [FILE…]',
    '',
    'Checks and tests files of policy rules.',
    '',
    ...lines,
    '',
    "'policies COMMAND --help' says more, with an example.",
    'Exit codes: 0, 1 where the answer is a no, 2 where there is none.',
  ].join('\n');
}

/** What is known to be safe to print; anything else is a defect, and its trace says where. */
function describe(error: unknown): string {
  if (error instanceof CommandLineError) return error.message;
  if (error instanceof UnreadableRulesError) {
    const { where, problem, remedy } = error.finding;
    return `${where} ${problem}. ${remedy}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : 'The command failed.';
}
