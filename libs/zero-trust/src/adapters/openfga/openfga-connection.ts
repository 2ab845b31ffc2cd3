import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Configuration, CredentialsMethod, OpenFgaApi, type UserConfigurationParams } from '@openfga/sdk';
import { CircuitState, type CircuitBreakerPolicy, type RetryPolicy } from 'cockatiel';
import { withDeadline } from '../../kernel/deadline.js';
import { breakCircuit, isCircuitOpen, retry } from './fault-policies.js';
import type { ResolvedOpenFgaOptions } from './openfga.options.js';
import { DEPENDENCY, OpenFgaUnavailableError } from './openfga-unavailable.error.js';
import { translateFailure } from './translate-failure.js';

/** Largest answer that is read, in bytes; a page of a hundred tuples or fifty checks is far below. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const MAX_SOCKETS = 100;

/** How one question is asked. */
export interface CallInit {
  readonly timeoutMs: number;
  /** Whether asking twice is the same as asking once. */
  readonly idempotent: boolean;
  /** The caller's own patience. */
  readonly signal?: AbortSignal | undefined;
}

/** What the SDK hands on to its HTTP client for one call. */
export interface HttpOptions {
  readonly signal: AbortSignal;
}

/** Asks the server; reads the answer too, so that one that cannot be used counts as a failure. */
export type ApiCall<T> = (api: OpenFgaApi, options: HttpOptions) => Promise<T>;

/** Calls of one OpenFGA server over kept-alive connections: with a deadline, retries and a circuit breaker. */
export class OpenFgaConnection {
  readonly #api: OpenFgaApi;
  readonly #breaker: CircuitBreakerPolicy;
  readonly #retries: { readonly idempotent: RetryPolicy; readonly once: RetryPolicy };
  readonly #circuitOpen: () => OpenFgaUnavailableError;

  constructor(options: ResolvedOpenFgaOptions) {
    this.#api = new OpenFgaApi(new Configuration(configurationOf(options)));
    this.#breaker = breakCircuit(options);
    this.#retries = { idempotent: retry(options, 'idempotent'), once: retry(options, 'once') };
    const { breakerFailures } = options;
    this.#circuitOpen = () =>
      new OpenFgaUnavailableError('outage', `not asked, the last ${breakerFailures} questions failed`);
  }

  /**
   * @throws {RelationshipError} when the server says what is wrong with the question
   * @throws {DependencyUnavailableError} when there is no answer in time, or none that can be used
   */
  async call<T>(init: CallInit, request: ApiCall<T>): Promise<T> {
    // One question is trying whether the server is back; the others would wait for it.
    if (this.#breaker.state === CircuitState.HalfOpen) throw this.#circuitOpen();
    try {
      return await this.#breaker.execute(() => this.#ask(init, request));
    } catch (error) {
      throw isCircuitOpen(error) ? this.#circuitOpen() : error;
    }
  }

  #ask<T>({ timeoutMs, idempotent, signal: caller }: CallInit, request: ApiCall<T>): Promise<T> {
    const policy = idempotent ? this.#retries.idempotent : this.#retries.once;
    return withDeadline({ dependency: DEPENDENCY, timeoutMs }, (expiry) => {
      const signal = caller === undefined ? expiry : AbortSignal.any([expiry, caller]);
      const attempt = (): Promise<T> => request(this.#api, { signal });
      return policy.execute(() => translated(attempt, caller), signal);
    });
  }
}

async function translated<T>(attempt: () => Promise<T>, caller: AbortSignal | undefined): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (caller?.aborted === true) throw new OpenFgaUnavailableError('abandoned', 'the caller gave up');
    throw translateFailure(error);
  }
}

function configurationOf({ apiUrl, apiToken }: ResolvedOpenFgaOptions): UserConfigurationParams {
  const credentials =
    apiToken === undefined
      ? { method: CredentialsMethod.None as const }
      : { method: CredentialsMethod.ApiToken as const, config: { token: apiToken } };
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return {
    apiUrl: apiUrl.replace(/\/+$/u, ''),
    credentials,
    // The SDK's own retries know neither deadline nor which calls can be repeated.
    retryParams: { maxRetry: 0 },
    baseOptions: {
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
      maxContentLength: MAX_ANSWER_BYTES,
      // A redirect or a proxy from the environment would take the token elsewhere.
      maxRedirects: 0,
      proxy: false,
    },
  };
}
