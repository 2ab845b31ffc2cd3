import { DependencyUnavailableError } from '../../../kernel/errors.js';

/**
 * Why a relationship server gave no answer.
 *
 * - `outage`: unreachable, failing, or answering what cannot be used; whether a write happened is unknown
 * - `overload`: refused for now; nothing happened
 * - `conflict`: another change was in the way; nothing happened
 * - `rejected`: refused for good, such as by credentials or for a store that is gone; nothing happened
 * - `abandoned`: the caller gave up
 */
export type FailureKind = 'outage' | 'overload' | 'conflict' | 'rejected' | 'abandoned';

/** What an {@link EngineUnavailableError} says. */
export interface EngineFailure {
  /** How the server is called in denials and audit records. */
  readonly dependency: string;
  readonly kind: FailureKind;
  readonly reason: string;
}

/** A relationship server gave no answer; always a deny (503). */
export class EngineUnavailableError extends DependencyUnavailableError {
  readonly kind: FailureKind;

  constructor({ dependency, kind, reason }: EngineFailure) {
    super(dependency, reason);
    this.kind = kind;
  }
}
