/** A command, and what the guide shows of its output. */
export interface Command {
  readonly kind: 'command';
  readonly command: string;
  readonly shown: string;
  /** The terminal of its own in which it keeps running. */
  readonly terminal: string | undefined;
}

/** A file that the reader writes. */
export interface File {
  readonly kind: 'file';
  readonly name: string;
  readonly text: string;
}

export function readPage(path: string): (Command | File)[];
