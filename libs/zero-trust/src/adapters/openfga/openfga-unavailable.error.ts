import {
  EngineUnavailableError,
  type FailureKind,
} from '../../authorization/relationships/remote/engine-unavailable.error.js';

/** How the server is called in denials and audit records. */
export const DEPENDENCY = 'OpenFGA';

/** The server gave no answer; always a deny (503). */
export class OpenFgaUnavailableError extends EngineUnavailableError {
  constructor(kind: FailureKind, reason: string) {
    super({ dependency: DEPENDENCY, kind, reason });
  }
}

/** An answer came, but not one to the question. */
export function unusableAnswer(what: string): OpenFgaUnavailableError {
  return new OpenFgaUnavailableError('outage', `answered with something that is not ${what}`);
}
