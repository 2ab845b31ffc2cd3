import {
  EngineUnavailableError,
  type FailureKind,
} from '../../authorization/relationships/remote/engine-unavailable.error.js';

/** How the server is called in denials and audit records. */
export const DEPENDENCY = 'SpiceDB';

/** The server gave no answer; always a deny (503). */
export class SpiceDbUnavailableError extends EngineUnavailableError {
  constructor(kind: FailureKind, reason: string) {
    super({ dependency: DEPENDENCY, kind, reason });
  }
}

/** An answer came, but not one to the question. */
export function unusableAnswer(what: string): SpiceDbUnavailableError {
  return new SpiceDbUnavailableError('outage', `answered with something that is not ${what}`);
}
