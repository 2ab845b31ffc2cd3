import { CircuitState, type CircuitBreakerPolicy, type RetryPolicy } from 'cockatiel';
import { withDeadline } from '../../../kernel/deadline.js';
import type { ZeroTrustError } from '../../../kernel/errors.js';
import { EngineUnavailableError } from './engine-unavailable.error.js';
import { breakCircuit, isCircuitOpen, retry, type FaultOptions } from './fault-policies.js';

/** How one question is asked. */
export interface CallInit {
  readonly timeoutMs: number;
  /** Whether asking twice is the same as asking once. */
  readonly idempotent: boolean;
  /** The caller's own patience. */
  readonly signal?: AbortSignal | undefined;
}

/** The server that is called. */
export interface GuardedServer {
  /** How it is called in denials and audit records. */
  readonly dependency: string;
  readonly options: FaultOptions;
  /** What a failed call means; the client's own errors go no further: they carry request and response. */
  readonly translate: (error: unknown) => ZeroTrustError;
  /** Called when the server counts as down: to leave a connection that may be stuck. @defaultValue nothing is done */
  readonly onDown?: () => void;
}

/** Calls of one server: with a deadline, retries and a circuit breaker. */
export class GuardedCalls {
  readonly #server: GuardedServer;
  readonly #breaker: CircuitBreakerPolicy;
  readonly #retries: { readonly idempotent: RetryPolicy; readonly once: RetryPolicy };

  constructor(server: GuardedServer) {
    this.#server = server;
    this.#breaker = breakCircuit(server.options);
    this.#breaker.onBreak(() => server.onDown?.());
    this.#retries = { idempotent: retry(server.options, 'idempotent'), once: retry(server.options, 'once') };
  }

  /**
   * @param attempt asks the server and reads the answer too, so that one that cannot be used counts as a failure
   * @throws {RelationshipError} when the server says what is wrong with the question
   * @throws {DependencyUnavailableError} when there is no answer in time, or none that can be used
   */
  async call<T>(init: CallInit, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // One question is trying whether the server is back; the others would wait for it.
    if (this.#breaker.state === CircuitState.HalfOpen) throw this.#circuitOpen();
    try {
      return await this.#breaker.execute(() => this.#ask(init, attempt));
    } catch (error) {
      throw isCircuitOpen(error) ? this.#circuitOpen() : error;
    }
  }

  #ask<T>(
    { timeoutMs, idempotent, signal: caller }: CallInit,
    attempt: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const policy = idempotent ? this.#retries.idempotent : this.#retries.once;
    const { dependency } = this.#server;
    return withDeadline({ dependency, timeoutMs, signal: caller }, (signal) =>
      policy.execute(() => this.#translated(() => attempt(signal), caller), signal),
    );
  }

  async #translated<T>(attempt: () => Promise<T>, caller: AbortSignal | undefined): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (caller?.aborted === true) throw this.#unavailable('abandoned', 'the caller gave up');
      throw this.#server.translate(error);
    }
  }

  #circuitOpen(): EngineUnavailableError {
    const { breakerFailures } = this.#server.options;
    return this.#unavailable('outage', `not asked, the last ${breakerFailures} questions failed`);
  }

  #unavailable(kind: EngineUnavailableError['kind'], reason: string): EngineUnavailableError {
    return new EngineUnavailableError({ dependency: this.#server.dependency, kind, reason });
  }
}
