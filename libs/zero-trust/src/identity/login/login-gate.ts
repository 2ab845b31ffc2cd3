import type { LoginRefused } from './login-attempt.js';

/** One limit, for one attempt. All gates are first asked without counting anything, then each counts the guess. */
export interface LoginGate {
  /** Whether the attempt is refused already; counts nothing. */
  look(): Promise<LoginRefused | undefined>;
  /** Counts the guess as a failure, atomically and before it is checked; after {@link look}. */
  reserve(): Promise<LoginRefused | undefined>;
  /** The guess was right: takes back what was counted. */
  settle(): Promise<void>;
}

/** A refusal; fractions of a second are rounded up. */
export function refused(outcome: LoginRefused['outcome'], remainingMs: number): LoginRefused {
  return { outcome, retryAfterSeconds: Math.max(1, Math.ceil(remainingMs / 1_000)) };
}
