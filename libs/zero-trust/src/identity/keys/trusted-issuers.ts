import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import { SteadyClock } from '../../kernel/steady-clock.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from '../identity.options.js';
import { TokenIntrospection } from '../introspection/token-introspection.js';
import type { ResolvedIssuerOptions } from '../issuer.options.js';
import { HttpFetch } from './http-fetch.port.js';
import { IssuerKeys } from './issuer-keys.js';
import { JwksSource } from './jwks-source.js';
import type { KeySource } from './key-source.js';
import { FileKeySource, OptionKeySource } from './local-key-sources.js';
import { probeKeys } from './probe-keys.js';

/** An issuer that the options name, with its keys. */
export interface TrustedIssuer {
  readonly options: ResolvedIssuerOptions;
  readonly keys: IssuerKeys;
  /** `undefined` if the issuer is not asked about its tokens. */
  readonly introspection: TokenIntrospection | undefined;
}

/** Every issuer whose tokens may be accepted. Asking for another one causes no network traffic. */
@Injectable()
export class TrustedIssuers implements OnApplicationBootstrap {
  private readonly issuers: ReadonlyMap<unknown, TrustedIssuer>;
  private readonly parts: IssuerParts;

  constructor(
    @Inject(IDENTITY_OPTIONS) identity: ResolvedIdentityOptions,
    @Inject(Clock) clock: Clock,
    @Inject(HttpFetch) fetch: HttpFetch,
  ) {
    this.parts = { identity, clock, steadyClock: new SteadyClock(clock), fetch };
    this.issuers = new Map(identity.issuers.map((options) => [options.issuer, trust(options, this.parts)]));
  }

  /** Nothing waits for it: an API may start before its issuers. */
  onApplicationBootstrap(): void {
    for (const { options } of this.issuers.values()) void probeKeys(keySource(options, this.parts));
  }

  /** The issuer of exactly this identifier, compared character by character (RFC 9068 §4, RFC 3986 §6.2.1). */
  find(iss: unknown): TrustedIssuer | undefined {
    return this.issuers.get(iss);
  }

  /** Identifiers of all of them. */
  get names(): readonly string[] {
    return [...this.issuers.values()].map(({ options }) => options.issuer);
  }

  /** The issuer that is asked about tokens that are no JWT. */
  get forOpaqueTokens(): TrustedIssuer | undefined {
    return [...this.issuers.values()].find(({ introspection }) => introspection?.covers('opaque'));
  }
}

interface IssuerParts {
  readonly identity: ResolvedIdentityOptions;
  readonly clock: Clock;
  /** For the age of keys. */
  readonly steadyClock: Clock;
  readonly fetch: HttpFetch;
}

function trust(options: ResolvedIssuerOptions, parts: IssuerParts): TrustedIssuer {
  const { clock, steadyClock, fetch, identity } = parts;
  const { issuer, introspection } = options;
  const keys = new IssuerKeys({
    source: keySource(options, parts),
    clock: steadyClock,
    maxStaleMs: identity.maxStaleKeysSeconds * 1000,
  });
  if (introspection === undefined) return { options, keys, introspection };
  return {
    options,
    keys,
    introspection: new TokenIntrospection({ issuer, options: introspection, fetch, clock }),
  };
}

function keySource(options: ResolvedIssuerOptions, parts: IssuerParts): KeySource {
  const { identity, steadyClock: clock, fetch } = parts;
  const { issuer, algorithms, jwks, jwksFile, jwksUri } = options;
  const timeoutMs = identity.keyFetchTimeoutMs;
  if (jwks !== undefined) return new OptionKeySource({ issuer, algorithms, jwks });
  if (jwksFile !== undefined) return new FileKeySource({ issuer, algorithms, path: jwksFile, timeoutMs });
  return new JwksSource({ issuer, algorithms, jwksUri, fetch, clock, timeoutMs });
}
