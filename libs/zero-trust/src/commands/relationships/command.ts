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

/** Where a command writes. */
export interface CommandOutput {
  /** Writes one line of the result. */
  print(line: string): void;
  /** Shows on a terminal how far long work is; nowhere else. */
  progress(text: string): void;
}

/** The exit code of a command that did its work: 0, or 1 where the answer is a no. */
export type ExitCode = 0 | 1;

/** One command of `relationships`. */
export interface Command<Options extends CommandOptions = CommandOptions> {
  /** In a few words, for the list of commands. */
  readonly summary: string;
  /** Printed for `--help`, with an example. */
  readonly help: string;
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
