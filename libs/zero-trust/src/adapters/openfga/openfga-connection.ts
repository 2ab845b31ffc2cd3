import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Configuration, CredentialsMethod, OpenFgaApi, type UserConfigurationParams } from '@openfga/sdk';
import { GuardedCalls, type CallInit } from '../../authorization/relationships/remote/guarded-calls.js';
import type { ResolvedOpenFgaOptions } from './openfga.options.js';
import { DEPENDENCY } from './openfga-unavailable.error.js';
import { translateFailure } from './translate-failure.js';

/** Largest answer that is read, in bytes; a page of a hundred tuples or fifty checks is far below. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const AGENT = { keepAlive: true, maxSockets: 100 };

/** What the SDK hands on to its HTTP client for one call. */
export interface HttpOptions {
  readonly signal: AbortSignal;
}

/** Asks the server; reads the answer too, so that one that cannot be used counts as a failure. */
export type ApiCall<T> = (api: OpenFgaApi, options: HttpOptions) => Promise<T>;

/** Calls of one OpenFGA server over kept-alive connections: with a deadline, retries and a circuit breaker. */
export class OpenFgaConnection {
  readonly #api: OpenFgaApi;
  readonly #calls: GuardedCalls;
  readonly #agents = { httpAgent: new HttpAgent(AGENT), httpsAgent: new HttpsAgent(AGENT) };

  constructor(options: ResolvedOpenFgaOptions) {
    this.#api = new OpenFgaApi(
      new Configuration({ ...configurationOf(options), ...baseOptions(this.#agents) }),
    );
    this.#calls = new GuardedCalls({ dependency: DEPENDENCY, options, translate: translateFailure });
  }

  /**
   * @throws {RelationshipError} when the server says what is wrong with the question
   * @throws {DependencyUnavailableError} when there is no answer in time, or none that can be used
   */
  call<T>(init: CallInit, request: ApiCall<T>): Promise<T> {
    return this.#calls.call(init, (signal) => request(this.#api, { signal }));
  }

  /** Ends the connections that are kept, and with them whatever is still asked. */
  close(): void {
    this.#agents.httpAgent.destroy();
    this.#agents.httpsAgent.destroy();
  }
}

function configurationOf({ apiUrl, apiToken }: ResolvedOpenFgaOptions): UserConfigurationParams {
  const credentials =
    apiToken === undefined
      ? { method: CredentialsMethod.None as const }
      : { method: CredentialsMethod.ApiToken as const, config: { token: apiToken } };
  return {
    apiUrl: apiUrl.replace(/\/+$/u, ''),
    credentials,
    // The SDK's own retries know neither deadline nor which calls can be repeated.
    retryParams: { maxRetry: 0 },
  };
}

function baseOptions(agents: object): Pick<UserConfigurationParams, 'baseOptions'> {
  return {
    baseOptions: {
      ...agents,
      maxContentLength: MAX_ANSWER_BYTES,
      // A redirect or a proxy from the environment would take the token elsewhere.
      maxRedirects: 0,
      proxy: false,
    },
  };
}
