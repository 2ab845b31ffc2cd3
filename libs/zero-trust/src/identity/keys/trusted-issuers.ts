import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import {
  IDENTITY_OPTIONS,
  type ResolvedIdentityOptions,
  type ResolvedIssuerOptions,
} from '../identity.options.js';
import { HttpFetch } from './http-fetch.port.js';
import { IssuerKeys } from './issuer-keys.js';
import { JwksSource } from './jwks-source.js';

/** An issuer that the options name, with its keys. */
export interface TrustedIssuer {
  readonly options: ResolvedIssuerOptions;
  readonly keys: IssuerKeys;
}

/** Every issuer whose tokens may be accepted. Asking for another one causes no network traffic. */
@Injectable()
export class TrustedIssuers {
  private readonly issuers: ReadonlyMap<unknown, TrustedIssuer>;

  constructor(
    @Inject(IDENTITY_OPTIONS) { issuers }: ResolvedIdentityOptions,
    @Inject(Clock) clock: Clock,
    @Inject(HttpFetch) fetch: HttpFetch,
  ) {
    const entries = issuers.map((options): [string, TrustedIssuer] => {
      const { issuer, algorithms } = options;
      const source = new JwksSource({ issuer, algorithms, fetch, clock });
      return [issuer, { options, keys: new IssuerKeys(source, clock) }];
    });
    this.issuers = new Map(entries);
  }

  /** The issuer of exactly this identifier, compared character by character (RFC 9068 §4, RFC 3986 §6.2.1). */
  find(iss: unknown): TrustedIssuer | undefined {
    return this.issuers.get(iss);
  }
}
