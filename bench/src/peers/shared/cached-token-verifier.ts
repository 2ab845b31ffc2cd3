import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { ServerSettings } from '../../servers/server-settings.js';
import { PEER_SETTINGS } from './peer-settings.js';
import { principalOf, type Principal } from './principal.js';

const MAX_TOKENS = 10_000;

/** Access tokens by `jose`; a token that was verified is remembered until it expires. */
@Injectable()
export class CachedTokenVerifier {
  readonly #verified = new LRUCache<string, Principal>({ max: MAX_TOKENS });
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(@Inject(PEER_SETTINGS) private readonly settings: ServerSettings) {
    this.#keys = createRemoteJWKSet(new URL(`${settings.issuer}/jwks`));
  }

  /** The principal of a token that was verified before. */
  recognise(token: string): Principal | undefined {
    return this.#verified.get(token);
  }

  /** @throws errors of `jose` if the token is not acceptable */
  async verify(token: string): Promise<Principal | undefined> {
    const { issuer, audience } = this.settings;
    const algorithms = ['ES256', 'RS256', 'EdDSA'];
    const { payload } = await jwtVerify(token, this.#keys, {
      issuer,
      audience,
      algorithms,
      requiredClaims: ['exp'],
    });
    const principal = principalOf(payload);
    const ttl = (payload.exp ?? 0) * 1000 - Date.now();
    if (principal !== undefined && ttl > 0) this.#verified.set(token, principal, { ttl });
    return principal;
  }
}
