import type { RuleFile } from './rule-file.js';

/** Where files of rules come from, and who says that they may have changed. */
export interface RuleSource {
  /** All files, in the order of the options. @throws {@link UnreadableRulesError} */
  read(): Promise<readonly RuleFile[]>;

  /** Calls back whenever a file may have changed; too often is better than too seldom. @returns how to stop that */
  watch(onChange: () => void): () => void;
}
