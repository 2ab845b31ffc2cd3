import { compileRules } from '../../authorization/policies/rules/compile-rules.js';
import { RuleFiles } from '../../authorization/policies/rules/rule-files.js';
import { UnreadableRulesError } from '../../authorization/policies/rules/unreadable-rules.error.js';
import { CommandLineError } from '../command-line/command-line.error.js';
import type { CommandOutput, ExitCode } from '../command-line/command-output.js';
import { parseCommand, runProgram, type TypedCommand } from '../command-line/program.js';
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

const PROGRAM = {
  name: 'policies',
  usage: 'COMMAND [FILE…]',
  purpose: 'Checks and tests files of policy rules.',
  commands: new Map<string, PoliciesCommand>([
    ['test', testCommand],
    ['check', checkCommand],
  ]),
  describe: describeUnreadable,
};

/** Runs one command line. @returns the exit code, as `runProgram` has it */
export function runCommand(args: readonly string[], { output, defaults }: Surroundings): Promise<number> {
  const run = (typed: TypedCommand<PoliciesCommand>): Promise<ExitCode> =>
    runOne(typed, { output, defaults });
  return runProgram({ ...PROGRAM, run }, { args, output });
}

async function runOne(
  { name, command, args }: TypedCommand<PoliciesCommand>,
  { output, defaults }: Surroundings,
): Promise<ExitCode> {
  const { values, positionals } = parseCommand(`policies ${name}`, {
    args: [...args],
    options: { help: { type: 'boolean' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values['help'] === true) {
    output.print(command.help);
    return 0;
  }
  const files = positionals.length > 0 ? positionals : (defaults?.files ?? []);
  if (files.length === 0) throw new CommandLineError(`Name a file of rules.\n\n${command.help}`);
  const set = compileRules(await new RuleFiles(files).read());
  return command.run({ set, files, isJson: values['json'] === true }, output);
}

function describeUnreadable(error: unknown): string | undefined {
  if (!(error instanceof UnreadableRulesError)) return undefined;
  const { where, problem, remedy } = error.finding;
  return `${where} ${problem}. ${remedy}`;
}
