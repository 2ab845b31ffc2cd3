import type { JWK } from 'jose';
import { systemClock, type Clock } from '../../kernel/clock.port.js';
import type { HttpFetch } from '../keys/http-fetch.port.js';
import { currentTrace } from './trace-headers.js';

/** An API that this service calls, and what the tokens for it are good for. */
export interface ServiceTarget {
  /** Where it answers, and the only place that its tokens are sent to: `https://inventory.example.com`. */
  readonly origin: string;
  /** Its name at the authorization server, as a `resource` (RFC 8707). This, `audience`, or both. */
  readonly resource?: string;
  /** Its name at the authorization server, as an `audience` (RFC 8693). This, `resource`, or both. */
  readonly audience?: string;
  /**
   * What is asked for unless a call asks for something else.
   *
   * @defaultValue `[]`: what the authorization server gives by default
   */
  readonly scopes?: readonly string[];
}

/** PEM files of the certificate that this service shows in TLS (RFC 8705). */
export interface ServiceCertificateFiles {
  /** The certificate and what leads to its root, PEM. */
  readonly certFile: string;
  /** Its private key, PEM. */
  readonly keyFile: string;
  /**
   * Authorities that servers must be of.
   *
   * @defaultValue those that Node trusts
   */
  readonly caFile?: string;
  /**
   * How often, at most, the files are looked at for changes.
   *
   * @defaultValue 60
   */
  readonly reloadSeconds?: number;
}

/** Who this service is, and which APIs it calls. */
export interface ServiceTokenClientOptions {
  /** The authorization server. */
  readonly issuer: string;
  /** This service's name there. */
  readonly clientId: string;
  /** The APIs that are called. No token goes anywhere else. */
  readonly targets: readonly ServiceTarget[];
  /** Authenticates this service by `private_key_jwt` (RFC 7523): a private JWK with its `alg` and `kid`. */
  readonly privateKey?: JWK;
  /** Shown to the authorization server and to every target. Without `privateKey` it authenticates this service. */
  readonly certificate?: ServiceCertificateFiles;
  /**
   * Whether tokens are bound to a key of this process (RFC 9449).
   *
   * @defaultValue false
   */
  readonly dpop?: boolean;
  /**
   * Where tokens are asked for.
   *
   * @defaultValue what the metadata of the issuer say
   */
  readonly tokenEndpoint?: string;
  /**
   * How long before its end a token is renewed, while the old one serves; never more than a third of its life.
   *
   * @defaultValue 60
   */
  readonly renewAheadSeconds?: number;
  /**
   * Most tokens that are kept; the one that was not used for longest goes.
   *
   * @defaultValue 1000
   */
  readonly maxTokens?: number;
  /**
   * How long it may take to get a token, 500 to 5,000.
   *
   * @defaultValue 2000
   */
  readonly tokenTimeoutMs?: number;
  /**
   * How long a call may take, its answer's body included, 1 to 300,000.
   *
   * @defaultValue 10000
   */
  readonly callTimeoutMs?: number;
  /**
   * Headers that tie a call to the trace it belongs to; for OpenTelemetry, what its propagator injects.
   *
   * @defaultValue `traceparent` and `tracestate` of the request under way
   */
  readonly traceHeaders?: () => Readonly<Record<string, string>>;
  /** The time, in milliseconds. @defaultValue the system's clock */
  readonly clock?: Clock;
  /**
   * What requests are made with. It must honour `redirect: 'manual'`, and `certificate` is for the built-in one.
   *
   * @defaultValue `fetch`
   */
  readonly fetch?: HttpFetch;
}

/** What is assumed where nothing else is said. */
export const SERVICE_TOKEN_CLIENT_DEFAULTS = Object.freeze({
  dpop: false,
  renewAheadSeconds: 60,
  maxTokens: 1_000,
  tokenTimeoutMs: 2_000,
  callTimeoutMs: 10_000,
});

type Defaulted = keyof typeof SERVICE_TOKEN_CLIENT_DEFAULTS | 'clock' | 'traceHeaders';

/** {@link ServiceTokenClientOptions} with every default filled in. */
export type ResolvedServiceTokenClientOptions = ServiceTokenClientOptions &
  Required<Pick<ServiceTokenClientOptions, Defaulted>>;

/** Fills in the defaults of options that have been validated. */
export function resolveServiceTokenClientOptions(
  options: ServiceTokenClientOptions,
): ResolvedServiceTokenClientOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return Object.freeze({
    ...SERVICE_TOKEN_CLIENT_DEFAULTS,
    clock: systemClock,
    traceHeaders: currentTrace,
    ...(given as unknown as ServiceTokenClientOptions),
  });
}
