/** Where a command writes. */
export interface CommandOutput {
  /** Writes one line of the result. */
  print(line: string): void;
  /** Shows on a terminal how far long work is; nowhere else. */
  progress(text: string): void;
}

/** The exit code of a command that did its work: 0, or 1 where the answer is a no. */
export type ExitCode = 0 | 1;
