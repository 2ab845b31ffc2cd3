import type { JWK } from 'jose';

/** How an issuer is asked about its tokens (RFC 7662). */
export interface IntrospectionOptions {
  /** The issuer's introspection endpoint. */
  readonly endpoint: string;
  /** This API's name as a client of the issuer. */
  readonly clientId: string;
  /** Authenticates this API by `client_secret_basic`. Either this or `privateKey`. */
  readonly clientSecret?: string;
  /** Authenticates this API by `private_key_jwt`: a private JWK with `alg` and `kid`. Either this or `clientSecret`. */
  readonly privateKey?: JWK;
  /**
   * Which tokens the issuer is asked about: those that are no JWT, JWTs, or all. A JWT is verified as ever before that.
   *
   * @defaultValue `opaque`
   */
  readonly tokens?: 'all' | 'jwt' | 'opaque';
  /**
   * How long an active token is believed without asking again, and so how long a revoked one may still be used.
   *
   * @defaultValue 0
   */
  readonly cacheSeconds?: number;
  /**
   * How long an inactive token is refused without asking again.
   *
   * @defaultValue 0
   */
  readonly inactiveCacheSeconds?: number;
  /**
   * How long an answer may take, 500 to 5,000; then 503.
   *
   * @defaultValue 2000
   */
  readonly timeoutMs?: number;
}

/** {@link IntrospectionOptions} with every default filled in. */
export interface ResolvedIntrospectionOptions {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly privateKey: JWK | undefined;
  readonly tokens: 'all' | 'jwt' | 'opaque';
  readonly cacheSeconds: number;
  readonly inactiveCacheSeconds: number;
  readonly timeoutMs: number;
}

/** Fills in the defaults of options that have been validated. */
export function resolveIntrospectionOptions(options: IntrospectionOptions): ResolvedIntrospectionOptions {
  return {
    endpoint: options.endpoint,
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    privateKey: options.privateKey === undefined ? undefined : { ...options.privateKey },
    tokens: options.tokens ?? 'opaque',
    cacheSeconds: options.cacheSeconds ?? 0,
    inactiveCacheSeconds: options.inactiveCacheSeconds ?? 0,
    timeoutMs: options.timeoutMs ?? 2_000,
  };
}
