import type { OnApplicationShutdown } from '@nestjs/common';
import {
  allowInsecureRequests,
  customFetch,
  isDPoPNonceError,
  protectedResourceRequest,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import type { HttpFetch } from '../keys/http-fetch.port.js';
import { reasonOf } from '../keys/key-reports.js';
import { checkServiceTokenClientOptions } from './check-service-token-client-options.js';
import { createClientKeys, type ClientKeys } from './client-keys.js';
import { MutualTlsFetch } from './mutual-tls-fetch.js';
import { callRefused } from './outgoing-errors.js';
import {
  prepareCall,
  tokenRequest,
  type OutgoingCall,
  type ServiceRequestInit,
  type ServiceTokenInit,
} from './outgoing-call.js';
import {
  resolveServiceTokenClientOptions,
  type ResolvedServiceTokenClientOptions,
  type ServiceTokenClientOptions,
} from './service-token-client.options.js';
import type { HeldToken, ServiceToken } from './service-token.js';
import { ServiceTokens } from './service-tokens.js';
import { TokenEndpoint } from './token-endpoint.js';

/**
 * Calls other APIs as this service: gets tokens, keeps and renews them, and sends each to the origin that it is for and
 * nowhere else.
 *
 * @example
 * const client = new ServiceTokenClient({
 *   issuer: 'https://auth.example.com',
 *   clientId: 'shipping',
 *   privateKey,
 *   targets: [{ origin: 'https://orders.example.com', resource: 'https://orders.example.com', scopes: ['orders:read'] }],
 * });
 * const response = await client.fetch('https://orders.example.com/v2/orders/7');
 */
export class ServiceTokenClient implements OnApplicationShutdown {
  readonly #options: ResolvedServiceTokenClientOptions;
  readonly #tls: MutualTlsFetch | undefined;
  readonly #fetch: HttpFetch;
  readonly #tokens: ServiceTokens;
  #keys: Promise<ClientKeys> | undefined;

  /** @throws BootError (`ZT_OPTIONS_INVALID`) with every problem */
  constructor(options: ServiceTokenClientOptions) {
    checkServiceTokenClientOptions(options);
    this.#options = resolveServiceTokenClientOptions(options);
    const { certificate: files, clock, fetch: given } = this.#options;
    this.#tls = files === undefined ? undefined : new MutualTlsFetch({ files, clock });
    this.#fetch = given ?? this.#tls?.fetch ?? ((url, init) => fetch(url, init));
    const keys = () => (this.#keys ??= createClientKeys(this.#options));
    const endpoint = new TokenEndpoint({ options: this.#options, fetch: this.#fetch, keys });
    this.#tokens = new ServiceTokens(this.#options, endpoint);
  }

  /**
   * `fetch` with a token, and with a proof if the token is bound to this process's key. An answer that redirects is
   * returned as it is.
   *
   * @throws AccessDeniedError `ZT_OUTGOING_CALL_REFUSED` if the URL leads to no declared target, or the call has
   * credentials of its own; `ZT_OUTGOING_TOKEN_REFUSED` if there is no token for it; `ZT_DEPENDENCY_UNAVAILABLE` if the
   * authorization server or the target does not answer. The reason with which `signal` was aborted.
   */
  async fetch(input: string | URL, init: ServiceRequestInit = {}): Promise<Response> {
    const call = prepareCall(this.#options, input, init);
    const token = await this.#tokens.get(call.token);
    const response = await this.send({ call, init, token });
    if (response.status === 401) this.#tokens.forget(call.token, token);
    return response;
  }

  /**
   * A token for calls that are not made with `fetch`, such as gRPC.
   *
   * @throws AccessDeniedError as {@link fetch} does
   */
  async accessToken(origin: string, init: ServiceTokenInit = {}): Promise<ServiceToken> {
    if (!URL.canParse(origin)) throw callRefused('the origin of the call is malformed');
    const { value, type, usableUntil } = await this.#tokens.get(
      tokenRequest(this.#options.targets, new URL(origin), init),
    );
    return { value, type, usableUntil };
  }

  /** Called by Nest. */
  async onApplicationShutdown(): Promise<void> {
    await this.#tls?.close();
  }

  private async send(sending: Sending): Promise<Response> {
    const { call, init } = sending;
    const deadline = AbortSignal.timeout(this.#options.callTimeoutMs);
    const signal = init.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
    try {
      return await this.attempt(sending, signal);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      const reason = deadline.aborted
        ? `no answer within ${this.#options.callTimeoutMs} ms`
        : reasonOf(error);
      throw new DependencyUnavailableError(`call to ${call.url.origin}`, reason);
    }
  }

  /** Once more if the target wants a nonce, which its answer has brought (RFC 9449 §9), and if the body can be sent again. */
  private async attempt(sending: Sending, signal: AbortSignal): Promise<Response> {
    const first = await this.request(sending, signal);
    if (!first.wantsNonce || !isRepeatable(sending.init.body)) return first.response;
    await first.response.body?.cancel();
    return (await this.request(sending, signal)).response;
  }

  private async request({ call, init, token }: Sending, signal: AbortSignal): Promise<Answer> {
    const { scopes: _scopes, onBehalfOf: _onBehalfOf, body, ...rest } = init;
    const dpop = (await this.#keys)?.dpop;
    try {
      const response = await protectedResourceRequest(
        token.value,
        call.method,
        call.url,
        call.headers,
        undefined,
        {
          // `duplex` is for streams; other bodies ignore it.
          [customFetch]: (url, asked) => this.#fetch(url, { ...rest, ...asked, body, duplex: 'half' }),
          [allowInsecureRequests]: call.url.protocol === 'http:',
          ...(dpop === undefined ? {} : { DPoP: dpop }),
          signal,
        },
      );
      return { response, wantsNonce: false };
    } catch (error) {
      if (!(error instanceof WWWAuthenticateChallengeError)) throw error;
      return { response: error.response, wantsNonce: isDPoPNonceError(error) };
    }
  }
}

interface Sending {
  readonly call: OutgoingCall;
  readonly init: ServiceRequestInit;
  readonly token: HeldToken;
}

interface Answer {
  readonly response: Response;
  readonly wantsNonce: boolean;
}

/** A stream has been read when the first answer comes. */
function isRepeatable(body: ServiceRequestInit['body']): boolean {
  return (
    body === undefined ||
    body === null ||
    typeof body === 'string' ||
    ArrayBuffer.isView(body) ||
    [ArrayBuffer, Blob, FormData, URLSearchParams].some((kind) => body instanceof kind)
  );
}
