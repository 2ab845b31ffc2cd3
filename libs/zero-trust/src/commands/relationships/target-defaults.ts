import type { CommandEngine } from './target.js';

/** An application's own graph, open for one command. */
export interface DefaultGraph {
  readonly engine: CommandEngine;
  close(): Promise<void>;
}

/** What the commands mean where the command line names nothing: for applications that bring the command line along. */
export interface TargetDefaults {
  readonly modelFile: string;
  /** @throws Error whose message says why it cannot be had, and what to do */
  open(modelFile: string): Promise<DefaultGraph>;
}
