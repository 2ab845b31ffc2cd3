import {
  circuitBreaker,
  ConsecutiveBreaker,
  decorrelatedJitterGenerator,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  retry as retryPolicy,
  type CircuitBreakerPolicy,
  type RetryPolicy,
} from 'cockatiel';
import { DependencyUnavailableError } from '../../../kernel/errors.js';
import { EngineUnavailableError, type FailureKind } from './engine-unavailable.error.js';

const FIRST_DELAY_MS = 25;
const MAX_DELAY_MS = 400;

/** How failures of a server are met. */
export interface FaultOptions {
  /** Further attempts at what can be repeated, within the same deadline. */
  readonly maxRetries: number;
  /** Failures in a row after which the server counts as down and is not asked. */
  readonly breakerFailures: number;
  /** How long a server that is down is left alone before one question tries it again. */
  readonly breakerCooldownMs: number;
}

/** Leaves a server alone that failed several times in a row; then one question tries it again. */
export function breakCircuit({ breakerFailures, breakerCooldownMs }: FaultOptions): CircuitBreakerPolicy {
  const breaker = new ConsecutiveBreaker(breakerFailures);
  return circuitBreaker(handleWhen(isStruggling), { halfOpenAfter: breakerCooldownMs, breaker });
}

/** Whether an error is the breaker's: the server was not asked. */
export function isCircuitOpen(error: unknown): boolean {
  return isBrokenCircuitError(error);
}

/**
 * Repeats, with jitter, what failed in passing.
 *
 * @param what `idempotent` calls are repeated after any outage; others only if the server surely did nothing
 */
export function retry({ maxRetries }: FaultOptions, what: 'idempotent' | 'once'): RetryPolicy {
  const repeatable = what === 'idempotent' ? isTransient : isWithoutEffect;
  const backoff = new ExponentialBackoff({
    initialDelay: FIRST_DELAY_MS,
    maxDelay: MAX_DELAY_MS,
    generator: decorrelatedJitterGenerator,
  });
  return retryPolicy(handleWhen(repeatable), { maxAttempts: maxRetries, backoff });
}

/** An expired deadline is an outage as well. */
function kindOf(error: Error): FailureKind | undefined {
  if (error instanceof EngineUnavailableError) return error.kind;
  return error instanceof DependencyUnavailableError ? 'outage' : undefined;
}

function isStruggling(error: Error): boolean {
  const kind = kindOf(error);
  return kind === 'outage' || kind === 'overload';
}

function isWithoutEffect(error: Error): boolean {
  const kind = kindOf(error);
  return kind === 'overload' || kind === 'conflict';
}

function isTransient(error: Error): boolean {
  return isStruggling(error) || isWithoutEffect(error);
}
