import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../kernel/clock.port.js';
import type { DpopKey } from './dpop-proof.js';
import { IssuedTokens, type IntrospectionRequest } from './issued-tokens.js';
import {
  createIssuerKey,
  publishedJwk,
  signBytes,
  type IssuerAlgorithm,
  type IssuerKey,
} from './token-issuer-keys.js';
import { startTokenIssuerServer, type TokenIssuerServer } from './token-issuer-server.js';

/** Name of the API that tokens are for unless something else is asked for. */
export const TEST_AUDIENCE = 'https://api.test.example';
const DEFAULT_LIFETIME_SECONDS = 300;

/** How an in-process issuer is set up. */
export interface TokenIssuerOptions {
  /**
   * What tokens name as their issuer. With another name than its own address, its keys are found by `jwksUri` only.
   *
   * @defaultValue the address of its server
   */
  readonly issuer?: string;
  /** @defaultValue {@link TEST_AUDIENCE} */
  readonly audience?: string;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** @defaultValue `ES256` */
  readonly algorithm?: IssuerAlgorithm;
}

/** What a token shall say; everything has a valid default. */
export interface TokenRequest {
  /** @defaultValue `alice` */
  readonly sub?: string;
  readonly scope?: string;
  /** @defaultValue 300 */
  readonly lifetimeSeconds?: number;
  /** The key that the token is bound to (`cnf.jkt`). */
  readonly dpopKey?: Pick<DpopKey, 'jkt'>;
  /** Further claims, or other values of the usual ones; `undefined` leaves a claim out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Further header parameters, or other values of the usual ones; `undefined` leaves one out. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/** What is signed as it is: an object is written as JSON, a string is taken literally. */
export interface RawToken {
  readonly header: Readonly<Record<string, unknown>> | string;
  readonly payload: unknown;
}

interface TokenIssuerParts {
  readonly server: TokenIssuerServer;
  readonly keys: IssuerKey[];
  readonly announced: IssuerKey[];
  readonly tokens: IssuedTokens;
  readonly options: TokenIssuerOptions;
}

/** An authorization server for tests: real HTTP, real keys, tokens on demand, faults at will. */
export class TokenIssuer implements AsyncDisposable {
  readonly issuer: string;
  readonly audience: string;
  /** Answers every request in this way: an error, garbage, nothing at all. */
  readonly answerWith: TokenIssuerServer['answerWith'];
  private readonly server: TokenIssuerServer;
  private readonly keys: IssuerKey[];
  private readonly announced: IssuerKey[];
  private readonly tokens: IssuedTokens;
  private readonly clock: Clock;

  constructor({ server, keys, announced, tokens, options }: TokenIssuerParts) {
    this.server = server;
    this.keys = keys;
    this.announced = announced;
    this.tokens = tokens;
    this.answerWith = server.answerWith;
    this.issuer = options.issuer ?? server.url;
    this.audience = options.audience ?? TEST_AUDIENCE;
    this.clock = options.clock ?? systemClock;
  }

  /** The key that signs now. */
  get signingKey(): IssuerKey {
    const key = this.keys.at(-1);
    if (key === undefined) throw new Error('The issuer has no key.');
    return key;
  }

  /** Where its key set is. */
  get jwksUri(): string {
    return `${this.server.url}/jwks`;
  }

  /** Where the issuer answers about its tokens (RFC 7662). */
  get introspectionEndpoint(): string {
    return `${this.server.url}/introspect`;
  }

  /** What the introspection endpoint has been asked. */
  get introspections(): readonly IntrospectionRequest[] {
    return this.tokens.questions;
  }

  /** Requests so far for metadata, key set and introspection. */
  get fetches(): TokenIssuerServer['fetches'] {
    return this.server.fetches;
  }

  /** An access token of RFC 9068. */
  token(request: TokenRequest = {}): string {
    const { kid, algorithm } = this.signingKey;
    const header = { alg: algorithm, typ: 'at+jwt', kid, ...request.header };
    return this.sign({ header, payload: this.claims(request) });
  }

  /** An access token that only the issuer can read. */
  opaqueToken(request: TokenRequest = {}): string {
    return this.tokens.issueOpaque(this.claims(request));
  }

  /** Has the introspection endpoint call a token inactive from now on. */
  revoke(token: string): void {
    this.tokens.revoke(token);
  }

  /** Signs any header and payload with the present key. */
  sign({ header, payload }: RawToken): string {
    const input = `${encode(header)}.${encode(payload)}`;
    return `${input}.${signBytes(Buffer.from(input), this.signingKey).toString('base64url')}`;
  }

  /** The claims that {@link token} would sign. */
  claims(request: TokenRequest = {}): Record<string, unknown> {
    const iat = Math.floor(this.clock.now() / 1000);
    return {
      iss: this.issuer,
      sub: request.sub ?? 'alice',
      aud: this.audience,
      iat,
      exp: iat + (request.lifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS),
      client_id: 'test-client',
      jti: randomUUID(),
      scope: request.scope,
      cnf: request.dpopKey === undefined ? undefined : { jkt: request.dpopKey.jkt },
      ...request.claims,
    };
  }

  /** Publishes the next key, which {@link rotate} then signs with. */
  announceKey(): void {
    this.announced.push(createIssuerKey(this.signingKey.algorithm));
  }

  /** Signs with the announced or a new key from now on; the previous ones stay published unless `keepPrevious` is false. */
  rotate({ keepPrevious = true }: { readonly keepPrevious?: boolean } = {}): void {
    const key = this.announced.shift() ?? createIssuerKey(this.signingKey.algorithm);
    if (!keepPrevious) this.keys.length = 0;
    this.keys.push(key);
  }

  /** Serves this instead of the own key set. */
  publish(jwks: unknown): void {
    this.server.answerWith((response, document) => {
      const body = document === 'jwks' ? jwks : { issuer: this.issuer, jwks_uri: this.jwksUri };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  /** Answers every request with status 500. */
  break(): void {
    this.server.answerWith((response) => response.writeHead(500).end());
  }

  /** Accepts requests and never answers. */
  hang(): void {
    this.server.answerWith(() => undefined);
  }

  /** Ends every fault. */
  restore(): void {
    this.server.answerWith();
  }

  close(): Promise<void> {
    return this.server.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Starts an issuer on a loopback port; close it after use.
 *
 * @example
 * const issuer = await createTokenIssuer({ audience: 'https://api.example.com' });
 * const token = issuer.token({ sub: 'alice', scope: 'orders:read' });
 */
export async function createTokenIssuer(options: TokenIssuerOptions = {}): Promise<TokenIssuer> {
  const keys = [createIssuerKey(options.algorithm ?? 'ES256')];
  const announced: IssuerKey[] = [];
  const tokens = new IssuedTokens();
  const server = await startTokenIssuerServer({
    jwks: () => ({ keys: [...keys, ...announced].map(publishedJwk) }),
    introspect: (question) => tokens.introspect(question),
  });
  return new TokenIssuer({ server, keys, announced, tokens, options });
}

function encode(part: unknown): string {
  const text = typeof part === 'string' ? part : JSON.stringify(part);
  return Buffer.from(text).toString('base64url');
}
