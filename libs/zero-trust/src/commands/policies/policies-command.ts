import type { CommandOutput, ExitCode } from '../relationships/command.js';
import type { RuleSet } from '../../authorization/policies/rules/compile-rules.js';

/** What was typed for `policies`. */
export interface PoliciesCommandInput {
  readonly set: RuleSet;
  /** The files, as they were named. */
  readonly files: readonly string[];
  readonly isJson: boolean;
}

/** One command of `policies`. */
export interface PoliciesCommand {
  /** In a few words, for the list of commands. */
  readonly summary: string;
  /** Printed for `--help`, with an example. */
  readonly help: string;
  run(input: PoliciesCommandInput, output: CommandOutput): ExitCode;
}
