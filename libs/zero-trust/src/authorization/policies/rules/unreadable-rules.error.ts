import type { Finding } from '../../../kernel/errors.js';

/** A file of rules cannot be read; `finding` says which, why and what to do. */
export class UnreadableRulesError extends Error {
  override readonly name = 'UnreadableRulesError';

  constructor(
    readonly finding: Finding,
    options?: ErrorOptions,
  ) {
    super(`${finding.where} ${finding.problem}`, options);
  }
}
