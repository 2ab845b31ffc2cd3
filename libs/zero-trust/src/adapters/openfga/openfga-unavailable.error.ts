import { DependencyUnavailableError } from '../../kernel/errors.js';

/** How the server is called in denials and audit records. */
export const DEPENDENCY = 'OpenFGA';

/**
 * Why there is no answer.
 *
 * - `outage`: unreachable, failing, or answering what cannot be used; whether a write happened is unknown
 * - `overload`: refused for now (429); nothing happened
 * - `conflict`: another change was in the way (409); nothing happened
 * - `rejected`: refused for good, such as by credentials or for a store that is gone; nothing happened
 * - `abandoned`: the caller gave up
 */
export type FailureKind = 'outage' | 'overload' | 'conflict' | 'rejected' | 'abandoned';

/** The server gave no answer; always a deny (503). */
export class OpenFgaUnavailableError extends DependencyUnavailableError {
  constructor(
    readonly kind: FailureKind,
    reason: string,
  ) {
    super(DEPENDENCY, reason);
  }
}

/** An answer came, but not one to the question. */
export function unusableAnswer(what: string): OpenFgaUnavailableError {
  return new OpenFgaUnavailableError('outage', `answered with something that is not ${what}`);
}
