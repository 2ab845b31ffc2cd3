import type { AuditFolder } from '../../audit/audit-folder.js';
import type { DefaultGraph } from '../relationships/target-defaults.js';

/** What the commands mean where the command line names nothing: for applications that bring the command line along. */
export interface AuditCommandDefaults extends AuditFolder {
  /**
   * Opens the application's relationship graph, which then explains what it was asked. Without it only what was recorded is shown.
   *
   * @throws Error whose message says why it cannot be had, and what to do
   */
  openGraph?(): Promise<DefaultGraph>;
}

/** What was typed behind the command's name. */
export interface AuditCommandInput {
  readonly words: readonly string[];
  readonly isJson: boolean;
  readonly folder: AuditFolder;
  readonly openGraph: AuditCommandDefaults['openGraph'];
}

/** What a command came to. */
export interface AuditCommandResult {
  /** For stdout. */
  readonly text: string;
  /** 0, or 1 where there is nothing of that kind. */
  readonly code: 0 | 1;
}

/** One command of `audit`. */
export interface AuditCommand {
  /** In a few words, for the list of commands. */
  readonly summary: string;
  readonly help: string;
  /** How many words stand behind its name. */
  readonly words: number;
  run(input: AuditCommandInput): Promise<AuditCommandResult>;
}
