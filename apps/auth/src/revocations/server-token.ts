import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { KEY_ALGORITHM } from '@sample/shared';
import { importJWK, SignJWT } from 'jose';
import { CLOCK, ENVIRONMENT, type AuthEnvironment, type Clock } from '../auth.tokens.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';

/** This server as a client of the APIs. */
const CLIENT_ID = 'authorization-server';
const LIFETIME_SECONDS = 60;
/** A token is used until so little of its life is left. */
const RENEW_SECONDS = 30;

/** The token with which this server itself calls the APIs (RFC 9068); never given to anybody. */
@Injectable()
export class ServerToken {
  #token = '';
  #renewAt = 0;

  constructor(
    @Inject(SigningKeys) private readonly signingKeys: SigningKeys,
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async current(): Promise<string> {
    const now = Math.floor(this.clock.now() / 1_000);
    if (now < this.#renewAt) return this.#token;
    this.#token = await this.#issue(now);
    this.#renewAt = now + LIFETIME_SECONDS - RENEW_SECONDS;
    return this.#token;
  }

  async #issue(now: number): Promise<string> {
    const jwk = this.signingKeys.current;
    return new SignJWT({
      client_id: CLIENT_ID,
      scope: 'security:admin',
      roles: [],
      clearance: 0,
      tier: 'enterprise',
    })
      .setProtectedHeader({ alg: KEY_ALGORITHM, typ: 'at+jwt', kid: jwk.kid })
      .setIssuer(this.environment.authIssuer)
      .setAudience(this.environment.apiAudience)
      .setSubject(`service-account-${CLIENT_ID}`)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + LIFETIME_SECONDS)
      .sign(await importJWK(jwk, KEY_ALGORITHM));
  }
}
