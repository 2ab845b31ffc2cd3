import { createDpopKey, dpopProof, type DpopKey } from '../dpop-proof.js';
import type { IssuedCertificate } from '../certificate-authority.js';
import type { TokenIssuer } from '../token-issuer.js';
import { contentTypeOf, type TestHeaders, type TestRequest, type TestResponse } from './http-exchange.js';
import type { TestCertificate } from './test-certificates.js';

/** What a caller's tokens say, and what they are bound to; all other members are claims, such as `roles` or `tenant`. */
export interface CallerOptions {
  /** Separated by spaces, or a list. @defaultValue none */
  readonly scope?: string | readonly string[];
  /** Binds the tokens to a key of the caller's, or to this one, and proves with each request that it is there (RFC 9449). */
  readonly dpop?: DpopKey | boolean;
  /** Binds the tokens to a client certificate, and shows it in each handshake (RFC 8705). */
  readonly certificate?: TestCertificate;
  /** Whose tokens, by the name that the application knows. @defaultValue the first issuer that it trusts */
  readonly issuer?: string;
  /** @defaultValue 300 */
  readonly lifetimeSeconds?: number;
  readonly [claim: string]: unknown;
}

/** Further parts of one request. */
export type RequestParts = Omit<TestRequest, 'body' | 'method' | 'path'>;

/** How callers reach the application. */
export interface CallerWorld {
  /** What a proof says of where the request goes, with a certificate or without. */
  proofOriginOf(certificate: IssuedCertificate | undefined): string;
  issue(certificate: TestCertificate): Promise<IssuedCertificate>;
  /** Epoch seconds. */
  nowSeconds(): number;
  send<Body>(exchange: CallerExchange): Promise<TestResponse<Body>>;
}

/** What a caller sends. */
export interface CallerExchange {
  readonly request: TestRequest;
  readonly headers: TestHeaders;
  readonly certificate: IssuedCertificate | undefined;
}

/** Who a caller is; nobody if nothing is given. */
export interface CallerIdentity {
  readonly subject?: string;
  readonly issuer?: TokenIssuer;
  readonly certificate?: TestCertificate | undefined;
  readonly options?: CallerOptions;
}

/** Calls the application under test, with a new token for each request, so that none runs out when the clock is moved. */
export class TestCaller {
  private readonly key: DpopKey | undefined;
  /** The latest that the application gave out (RFC 9449 §9). */
  private nonce: string | undefined;

  /** Use `api.as()`, `api.service()` or `api.anonymous()`. */
  constructor(
    private readonly world: CallerWorld,
    private readonly identity: CallerIdentity,
  ) {
    const { dpop } = identity.options ?? {};
    this.key = dpop === true ? createDpopKey() : dpop === false ? undefined : dpop;
  }

  get<Body>(path: string, parts: RequestParts = {}): Promise<TestResponse<Body>> {
    return this.request({ ...parts, method: 'GET', path });
  }

  post<Body>(path: string, body?: unknown, parts: RequestParts = {}): Promise<TestResponse<Body>> {
    return this.request({ ...parts, method: 'POST', path, body });
  }

  put<Body>(path: string, body?: unknown, parts: RequestParts = {}): Promise<TestResponse<Body>> {
    return this.request({ ...parts, method: 'PUT', path, body });
  }

  patch<Body>(path: string, body?: unknown, parts: RequestParts = {}): Promise<TestResponse<Body>> {
    return this.request({ ...parts, method: 'PATCH', path, body });
  }

  delete<Body>(path: string, parts: RequestParts = {}): Promise<TestResponse<Body>> {
    return this.request({ ...parts, method: 'DELETE', path });
  }

  /** @throws {TestAppError} when no answer comes */
  async request<Body>(request: TestRequest): Promise<TestResponse<Body>> {
    const certificate = await this.certificate();
    const response = await this.attempt<Body>(request, certificate);
    const demanded = response.headers['dpop-nonce'];
    if (typeof demanded !== 'string' || demanded === this.nonce) return response;
    this.nonce = demanded;
    return demandsNonce(response) ? this.attempt(request, certificate) : response;
  }

  /** A token as the next request would have it, but for one that is bound to a certificate. */
  token(): string | undefined {
    return this.mint(undefined);
  }

  private async certificate(): Promise<IssuedCertificate | undefined> {
    const { certificate } = this.identity;
    return certificate === undefined ? undefined : this.world.issue(certificate);
  }

  private attempt<Body>(
    request: TestRequest,
    certificate: IssuedCertificate | undefined,
  ): Promise<TestResponse<Body>> {
    const contentType = contentTypeOf(request.body);
    const headers = {
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...this.credentials(request, certificate),
      ...lowerCase(request.headers ?? {}),
    };
    return this.world.send({ request, headers, certificate });
  }

  private credentials(request: TestRequest, certificate: IssuedCertificate | undefined): TestHeaders {
    const token = this.mint(certificate);
    if (token === undefined) return {};
    if (this.key === undefined) return { authorization: `Bearer ${token}` };
    const url = `${this.world.proofOriginOf(certificate)}${request.path}`;
    const claims = { iat: this.world.nowSeconds() };
    const method = request.method ?? 'GET';
    const proof = dpopProof({ key: this.key, method, url, token, nonce: this.nonce, claims });
    return { authorization: `DPoP ${token}`, dpop: proof };
  }

  private mint(certificate: IssuedCertificate | undefined): string | undefined {
    const { subject, issuer, options = {} } = this.identity;
    if (issuer === undefined) return undefined;
    const { scope, dpop: _dpop, certificate: _shown, issuer: _name, lifetimeSeconds, ...claims } = options;
    return issuer.token({
      sub: subject,
      scope: typeof scope === 'string' ? scope : scope?.join(' '),
      lifetimeSeconds,
      claims: { ...bindings(this.key, certificate), ...claims },
    });
  }
}

/** `cnf` of RFC 9449 §6.1 and RFC 8705 §3.1. */
function bindings(
  key: DpopKey | undefined,
  certificate: IssuedCertificate | undefined,
): { readonly cnf?: Readonly<Record<string, string>> } {
  const cnf = {
    ...(key === undefined ? {} : { jkt: key.jkt }),
    ...(certificate === undefined ? {} : { 'x5t#S256': certificate.thumbprint }),
  };
  return Object.keys(cnf).length === 0 ? {} : { cnf };
}

function demandsNonce({ status, headers }: TestResponse): boolean {
  return status === 401 && /\buse_dpop_nonce\b/.test(headers['www-authenticate'] ?? '');
}

function lowerCase(headers: TestHeaders): TestHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
