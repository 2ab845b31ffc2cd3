import type { CommandOutput, ExitCode } from '../command-line/command-output.js';
import type { DescribedCommand } from '../command-line/program.js';
import type { RuleSet } from '../../authorization/policies/rules/compile-rules.js';

/** What was typed for `policies`. */
export interface PoliciesCommandInput {
  readonly set: RuleSet;
  /** The files, as they were named. */
  readonly files: readonly string[];
  readonly isJson: boolean;
}

/** One command of `policies`. */
export interface PoliciesCommand extends DescribedCommand {
  run(input: PoliciesCommandInput, output: CommandOutput): ExitCode;
}
