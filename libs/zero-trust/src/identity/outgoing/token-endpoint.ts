import {
  allowInsecureRequests,
  customFetch,
  discoveryRequest,
  genericTokenEndpointRequest,
  isDPoPNonceError,
  OperationProcessingError,
  processDiscoveryResponse,
  processGenericTokenEndpointResponse,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  type AuthorizationServer,
  type Client,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { withDeadline } from '../../kernel/deadline.js';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import { mayPointTo } from '../issuer-url.js';
import { UnusableAnswerError } from '../keys/fetch-json.js';
import type { HttpFetch } from '../keys/http-fetch.port.js';
import { reasonOf } from '../keys/key-reports.js';
import { boundedFetch } from './bounded-answer.js';
import type { ClientKeys } from './client-keys.js';
import { TokenRequestRefusedError } from './outgoing-errors.js';
import type { ResolvedServiceTokenClientOptions } from './service-token-client.options.js';
import { grantOf, type TokenRequest } from './token-request.js';

/** What the endpoint is asked with. */
export interface TokenEndpointInit {
  readonly options: ResolvedServiceTokenClientOptions;
  readonly fetch: HttpFetch;
  readonly keys: () => Promise<ClientKeys>;
}

/** Asks the authorization server for tokens, and for where to ask. */
export class TokenEndpoint {
  readonly #dependency: string;
  readonly #client: Client;
  readonly #fetch: HttpFetch;
  #server: Promise<AuthorizationServer> | undefined;

  constructor(private readonly init: TokenEndpointInit) {
    const { issuer, clientId, certificate } = init.options;
    this.#dependency = `tokens of ${issuer}`;
    this.#client = { client_id: clientId, use_mtls_endpoint_aliases: certificate !== undefined };
    this.#fetch = boundedFetch(init.fetch);
  }

  /**
   * Asks for one token.
   *
   * @throws TokenRequestRefusedError if it is refused; {@link DependencyUnavailableError} if there is no usable answer
   */
  async request(request: TokenRequest): Promise<TokenEndpointResponse> {
    const { tokenTimeoutMs: timeoutMs } = this.init.options;
    try {
      return await withDeadline({ dependency: this.#dependency, timeoutMs }, (signal) =>
        this.ask(request, signal),
      );
    } catch (error) {
      throw this.translate(error);
    }
  }

  private async ask(request: TokenRequest, signal: AbortSignal): Promise<TokenEndpointResponse> {
    const server = await this.server();
    try {
      return await this.post({ server, request, signal });
    } catch (error) {
      // The answer that asks for a nonce has brought one (RFC 9449 §8).
      if (!isDPoPNonceError(error)) throw error;
      return this.post({ server, request, signal });
    }
  }

  /** Where to ask; looked up once, and once more after a failure. */
  private server(): Promise<AuthorizationServer> {
    this.#server ??= this.discover().catch((error: unknown) => {
      this.#server = undefined;
      throw error;
    });
    return this.#server;
  }

  private async post({ server, request, signal }: TokenPost): Promise<TokenEndpointResponse> {
    const { authenticate, dpop } = await this.init.keys();
    const { grantType, parameters } = grantOf(request);
    const response = await genericTokenEndpointRequest(
      server,
      this.#client,
      authenticate,
      grantType,
      parameters,
      { ...this.transport(signal), ...(dpop === undefined ? {} : { DPoP: dpop }) },
    );
    return processGenericTokenEndpointResponse(server, this.#client, response);
  }

  /** RFC 8414 metadata first, then OpenID Connect Discovery; both must be of exactly this issuer. */
  private async discover(): Promise<AuthorizationServer> {
    const { issuer, tokenEndpoint, tokenTimeoutMs } = this.init.options;
    if (tokenEndpoint !== undefined) return { issuer, token_endpoint: tokenEndpoint };
    const signal = AbortSignal.timeout(tokenTimeoutMs);
    const found = await this.metadata('oauth2', signal).catch(() => this.metadata('oidc', signal));
    const endpoints = [found.token_endpoint, found.mtls_endpoint_aliases?.token_endpoint];
    if (endpoints.some((url) => url !== undefined && !mayPointTo(issuer, url)))
      throw new UnusableAnswerError('token_endpoint in the metadata is not an https URL');
    return found;
  }

  private async metadata(algorithm: 'oauth2' | 'oidc', signal: AbortSignal): Promise<AuthorizationServer> {
    const issuer = new URL(this.init.options.issuer);
    const response = await discoveryRequest(issuer, { algorithm, ...this.transport(signal) });
    return processDiscoveryResponse(issuer, response);
  }

  /** `http` is for loopback hosts, which the options have been checked for. */
  private transport(signal: AbortSignal) {
    return {
      [customFetch]: this.#fetch,
      [allowInsecureRequests]: this.init.options.issuer.startsWith('http:'),
      headers: { 'user-agent': 'nestjs-zero-trust' },
      signal,
    };
  }

  /** The causes of the library's errors hold answers, which may hold tokens: nothing of them is kept. */
  private translate(error: unknown): Error {
    if (error instanceof DependencyUnavailableError) return error;
    const { issuer } = this.init.options;
    if (error instanceof ResponseBodyError)
      return new TokenRequestRefusedError({ issuer, error: error.error });
    if (error instanceof WWWAuthenticateChallengeError)
      return new TokenRequestRefusedError({ issuer, error: 'invalid_client' });
    // The endpoint may have moved; where it is now, the metadata say.
    this.#server = undefined;
    return new DependencyUnavailableError(this.#dependency, faultOf(error));
  }
}

/** The library's words, and the status of the answer that they are about. */
function faultOf(error: unknown): string {
  const answer = error instanceof OperationProcessingError ? error.cause : undefined;
  return answer instanceof Response ? `${reasonOf(error)}: ${answer.status}` : reasonOf(error);
}

interface TokenPost {
  readonly server: AuthorizationServer;
  readonly request: TokenRequest;
  readonly signal: AbortSignal;
}
