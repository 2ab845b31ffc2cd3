import { CommandLineError } from '../command-line/command-line.error.js';

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such file; check the path'],
  ['EISDIR', 'it is a folder; name a file'],
  ['EACCES', 'this user may not read it'],
]);

/** Says which file cannot be read, and why. @returns an error that says so already as it is */
export function unreadable(path: string, error: unknown): CommandLineError {
  if (error instanceof CommandLineError) return error;
  const { code, message = 'it cannot be read' } = error as {
    readonly code?: unknown;
    readonly message?: string;
  };
  const reason = REASONS.get(code) ?? message;
  return new CommandLineError(`${path} cannot be read: ${reason}.`, { cause: error });
}
