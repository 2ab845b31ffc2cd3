import { parseArgs } from 'node:util';

/** Options of a command by name: with a value, or a flag. */
export type CommandOptions = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

/** A command of the sample, seen from the shell. */
export interface Command<Options extends CommandOptions> {
  /** Printed for `--help`. */
  readonly help: string;
  readonly options: Options;
  /** What the command prints on success, without the closing line break. */
  readonly run: (input: CommandInput<Options>) => Promise<string>;
}

/** What was typed. */
export interface CommandInput<Options extends CommandOptions> {
  readonly positionals: readonly string[];
  readonly values: {
    readonly [Name in keyof Options]?: Options[Name]['type'] extends 'boolean' ? boolean : string;
  };
}

/** Runs a command: its result on stdout with exit code 0, or one message on stderr with exit code 1. */
export async function runCommand<Options extends CommandOptions>(command: Command<Options>): Promise<void> {
  try {
    const { positionals, values } = parseArgs({
      options: { ...command.options, help: { type: 'boolean' as const } },
      allowPositionals: true,
    });
    const { help, ...given } = values as Record<string, unknown>;
    const input = { positionals, values: given as CommandInput<Options>['values'] };
    process.stdout.write(`${help === true ? command.help : await command.run(input)}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'The command failed.'}\n`);
    process.exitCode = 1;
  }
}
