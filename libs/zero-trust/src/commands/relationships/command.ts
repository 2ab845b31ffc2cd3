import type { CommandOutput, ExitCode } from '../command-line/command-output.js';
import type { DescribedCommand } from '../command-line/program.js';
import type { TargetDefaults } from './target-defaults.js';

/** What a command accepts after its name, as `node:util` parses it. */
export type CommandOptions = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly multiple?: true }>
>;

/** What was typed for each option. */
export type OptionValues<Options extends CommandOptions> = {
  readonly [Name in keyof Options]?: Options[Name] extends { readonly multiple: true }
    ? readonly string[]
    : Options[Name]['type'] extends 'boolean'
      ? boolean
      : string;
};

/** What was typed. */
export interface CommandInput<Options extends CommandOptions = CommandOptions> {
  readonly positionals: readonly string[];
  readonly values: OptionValues<Options>;
  /** What is meant where nothing is named. */
  readonly defaults: TargetDefaults | undefined;
}

/** One command of `relationships`. */
export interface Command<Options extends CommandOptions = CommandOptions> extends DescribedCommand {
  readonly options: Options;
  /** How many words are expected besides the options. */
  readonly words: { readonly least: number; readonly most: number };
  run(input: CommandInput<Options>, output: CommandOutput): Promise<ExitCode>;
}

/** Fixes the types of a command's options. */
export function defineCommand<const Options extends CommandOptions>(
  command: Command<Options>,
): Command<Options> {
  return command;
}
