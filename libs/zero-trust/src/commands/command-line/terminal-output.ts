import type { CommandOutput } from './command-output.js';

const CLEAR_LINE = '\r\u001B[2K';

/** Results to stdout; progress to stderr, and only on a terminal. */
export class TerminalOutput implements CommandOutput {
  #showsProgress = false;

  print(line: string): void {
    this.end();
    process.stdout.write(`${line}\n`);
  }

  progress(text: string): void {
    if (!process.stderr.isTTY) return;
    this.#showsProgress = true;
    process.stderr.write(`${CLEAR_LINE}${text}`);
  }

  /** Takes the last progress off the terminal. */
  end(): void {
    if (this.#showsProgress) process.stderr.write(CLEAR_LINE);
    this.#showsProgress = false;
  }
}
